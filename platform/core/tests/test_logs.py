"""Logs: one JSON object per line, without secrets."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
import structlog
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from core.models import IdempotencyRecord
from core.testing import ApiClient

log = logging.getLogger("tests")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines written by the platform's own handler."""
    (handler,) = [each for each in logging.getLogger().handlers if _is_ours(each)]
    lines: list[str] = []

    class Lines:
        write = staticmethod(lambda text: lines.extend(text.splitlines()))
        flush = staticmethod(lambda: None)

    monkeypatch.setattr(handler, "stream", Lines())
    return lines


def _is_ours(handler: logging.Handler) -> bool:
    return isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter)


def entries(lines: list[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


def test_a_line_is_an_object_with_a_time_a_level_and_an_event(written: list[str]) -> None:
    log.warning("job_not_announced", extra={"job_id": 7})

    (entry,) = entries(written)
    assert entry.pop("timestamp").endswith("Z")
    assert entry == {
        "event": "job_not_announced",
        "level": "warning",
        "logger": "tests",
        "job_id": 7,
    }


@pytest.mark.parametrize(
    "name",
    ["password", "new_password", "access_token", "Authorization", "api_key", "otp_code", "secret"],
)
def test_values_with_secret_names_are_hidden(written: list[str], name: str) -> None:
    log.warning("careless", extra={name: "hunter2"})
    structlog.get_logger("tests").warning("careless", **{name: "hunter2"})

    assert [entry[name] for entry in entries(written)] == ["[hidden]", "[hidden]"]
    assert "hunter2" not in "".join(written)


@pytest.mark.parametrize("name", ["status_code", "error_code", "exit_code"])
def test_codes_that_are_not_secret_are_shown(written: list[str], name: str) -> None:
    log.warning("careful", extra={name: 503})

    assert [entry[name] for entry in entries(written)] == [503]


def test_a_refused_row_is_logged_without_its_values(db: None, written: list[str]) -> None:
    row = {"key_hash": b"same", "fingerprint": b"f", "created_at": timezone.now()}
    IdempotencyRecord.objects.create(**row)

    try:
        with transaction.atomic():
            IdempotencyRecord.objects.create(**row)
    except IntegrityError:
        log.exception("refused")
    try:
        with transaction.atomic():
            IdempotencyRecord.objects.create(key_hash=b"hunter2", fingerprint=None, created_at=None)
    except IntegrityError:
        log.exception("refused")

    exceptions = [entry["exception"] for entry in entries(written)]
    assert ["duplicate key value" in each for each in exceptions] == [True, False]
    assert ["null value in column" in each for each in exceptions] == [False, True]
    assert ["DETAIL:  [values hidden]" in each for each in exceptions] == [True, True]
    assert b"hunter2".hex() not in "".join(written)


def test_a_request_is_logged_in_one_line_without_its_query(db: None, written: list[str]) -> None:
    ApiClient().get("/api/v1/nothing", {"token": "hunter2"}, **{"X-Request-Id": "request-0001"})

    (entry,) = entries(written)
    assert {**entry, "milliseconds": 0, "timestamp": ""} == {
        "event": "answered",
        "level": "info",
        "logger": "request",
        "method": "GET",
        "path": "/api/v1/nothing",
        "status": 404,
        "milliseconds": 0,
        "request_id": "request-0001",
        "timestamp": "",
    }


def test_a_crash_is_logged_without_the_query(
    db: None, written: list[str], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Links in mails and addresses of feeds are secret by a parameter."""

    def crash(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("scheduling.pages.feeds.read_feed", crash)
    client.raise_request_exception = False

    assert client.get("/calendars/feed.ics?key=hunter2").status_code == 500

    assert "Internal Server Error: /calendars/feed.ics" in "".join(written)
    assert "hunter2" not in "".join(written)


def test_lines_of_a_request_have_its_id(
    db: None, written: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("accounts.services.refresh", crash)
    client = ApiClient(**{"X-Request-Id": "request-0001"})

    with pytest.raises(AssertionError, match="answered 500, undocumented"):
        client.post("/api/v1/auth/refresh", {"refresh_token": "x"})

    failed, answered, *_ = entries(written)
    assert (failed["event"], failed["request_id"]) == ("unexpected_error", "request-0001")
    assert failed["exception"].endswith("ZeroDivisionError")
    assert (answered["event"], answered["request_id"]) == ("answered", "request-0001")
