"""Pages linked from mails:

GET changes nothing, a token is valid once and never leaked, and errors are shown beside their
fields.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from structlog.stdlib import ProcessorFormatter

from accounts.tests.mailed_pages import (
    ASK_AGAIN,
    DORA,
    FORM,
    NEW_PASSWORD,
    errors,
    inputs,
    read,
    refused_as_bad,
)
from core.pages import mailed
from core.testing import ApiClient, nothing_changes
from core.wire import dialect_for

each_page = pytest.mark.parametrize("path", sorted(ASK_AGAIN))
each_form = pytest.mark.parametrize("path", sorted({*ASK_AGAIN} - {"/undo-address-change"}))


@pytest.fixture
def any_link(path: str, request: pytest.FixtureRequest) -> str:
    """A valid link to the page called `path`."""
    names = {
        "/finish-registration": "registration",
        "/invitations": "invited",
        "/undo-address-change": "undo_link",
    }
    return str(request.getfixturevalue(names.get(path, "reset_link")))


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[io.StringIO]:
    """Everything that is logged, down to the lowest level."""
    formats = [handler.formatter for handler in logging.root.handlers]
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(next(each for each in formats if isinstance(each, ProcessorFormatter)))
    caplog.set_level(logging.DEBUG)
    logging.root.addHandler(handler)
    yield handler.stream
    logging.root.removeHandler(handler)


@each_page
def test_get_changes_nothing_however_often(path: str, any_link: str, client: Client) -> None:
    with nothing_changes():
        statuses = [client.get(any_link).status_code for _ in range(3)]
        head = client.head(any_link)

    assert any_link.startswith(f"{path}?token=")
    assert statuses == [200, 200, 200]
    assert (head.status_code, head.content) == (200, b"")


@each_page
def test_pages_and_errors_are_not_cached_and_leak_no_referrer(
    path: str, any_link: str, client: Client
) -> None:
    for answer in (client.get(any_link), client.get(path), client.post(any_link, {})):
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "strict-origin"
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        page = answer.content.decode()
        assert '<html lang="en">' in page
        assert re.findall(r"<script|<style|style=|\son\w+=|https?://", page) == []
        assert any_link.partition("=")[2] not in page


@each_page
@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é\x00ü", "eyJ" + "a" * 5_000, "%ff"])
def test_an_invalid_token_gets_the_error_page(
    path: str, token: str, db: None, client: Client
) -> None:
    with nothing_changes():
        looked = client.get(f"{path}?token={quote(token)}")
        tried = client.post(f"{path}?token={quote(token)}", FORM)

    assert refused_as_bad(looked, path)
    assert refused_as_bad(tried, path)


@each_page
def test_a_link_is_valid_for_its_own_page_only(path: str, any_link: str, client: Client) -> None:
    token = any_link.partition("=")[2]
    with nothing_changes():
        answers = {each: client.get(f"{each}?token={token}").status_code for each in ASK_AGAIN}

    assert answers == {each: 200 if each == path else 400 for each in ASK_AGAIN}


@each_page
def test_an_expired_link_is_invalid(
    path: str, any_link: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = timezone.now() + timedelta(days=8)
    monkeypatch.setattr(mailed.timezone, "now", lambda: later)

    with nothing_changes():
        looked, tried = client.get(any_link), client.post(any_link, FORM)

    assert refused_as_bad(looked, path)
    assert refused_as_bad(tried, path)


@each_page
def test_a_link_is_valid_once(path: str, any_link: str, client: Client) -> None:
    assert client.post(any_link, FORM).status_code == 200

    with nothing_changes():
        looked, tried = client.get(any_link), client.post(any_link, FORM)

    assert refused_as_bad(looked, path)
    assert refused_as_bad(tried, path)


@each_page
def test_a_form_without_the_csrf_token_is_refused(path: str, any_link: str, db: None) -> None:
    stranger = Client(enforce_csrf_checks=True)

    with nothing_changes():
        answer = stranger.post(any_link, FORM)

    assert answer.status_code == 403
    assert "Allow cookies for this site" in read(answer)
    assert re.findall(r"<style|style=", answer.content.decode()) == []


@each_page
def test_a_form_with_the_csrf_token_is_accepted(path: str, any_link: str) -> None:
    client = Client(enforce_csrf_checks=True)
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', client.get(any_link).content.decode())
    assert token is not None

    answer = client.post(any_link, {**FORM, "csrfmiddlewaretoken": token[1]})

    assert answer.status_code == 200


@each_page
def test_other_methods_are_refused(path: str, any_link: str, client: Client) -> None:
    with nothing_changes():
        answers = [client.generic(each, any_link) for each in ("PUT", "DELETE", "OPTIONS", "X")]

    assert [each.status_code for each in answers] == [405] * 4


@each_form
def test_tries_per_client_are_limited(
    path: str, any_link: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "RATE_LIMIT_FACTOR", 1.0)
    monkeypatch.setattr(mailed, "TRIES_PER_MINUTE", 2)
    monkeypatch.setattr(mailed, "VIEWS_PER_MINUTE", 3)

    with nothing_changes():
        tries = [client.post(any_link, {}) for _ in range(3)]
        looks = [client.get(any_link) for _ in range(4)]

    assert [each.status_code for each in tries] == [400, 400, 429]
    assert [each.status_code for each in looks] == [200, 200, 200, 429]
    for refused in (tries[-1], looks[-1]):
        assert 1 <= int(refused["Retry-After"]) <= 60
        assert f"Please wait {refused['Retry-After']} seconds" in read(refused)
        assert refused["Cache-Control"] == "no-store"
    assert client.get(any_link, REMOTE_ADDR="203.0.113.9").status_code == 200


@each_page
def test_no_token_or_password_is_logged(
    path: str, any_link: str, client: Client, log: io.StringIO
) -> None:
    token = any_link.partition("=")[2]

    client.get(any_link)
    client.post(any_link, {"full_name": "Dora", "password": "short", "repeated": "short"})
    Client(enforce_csrf_checks=True).post(any_link, FORM)
    client.post(any_link, FORM)
    client.post(any_link, FORM)

    written = log.getvalue()
    assert written.count('"event": "answered"') == 5
    assert written.count("CSRF cookie not set") == 1
    assert [each for each in (token, token[-20:], NEW_PASSWORD) if each in written] == []


@each_form
def test_fields_are_labeled_for_people_and_password_managers(
    path: str, any_link: str, client: Client
) -> None:
    answer = client.get(any_link)

    fields = inputs(answer)
    assert 'autocomplete="username"' in fields["email"]
    assert f'value="{DORA}"' in fields["email"]
    assert "readonly" in fields["email"]
    assert "name=" not in fields["email"]
    assert 'type="password" name="password"' in fields["id_password"]
    assert 'autocomplete="new-password"' in fields["id_password"]
    assert 'aria-describedby="id_password_helptext"' in fields["id_password"]
    page = answer.content.decode()
    assert set(re.findall(r'<label for="(\w+)"', page)) == set(fields)


def test_every_invalid_field_shows_its_error(registration: str, client: Client) -> None:
    with nothing_changes():
        answer = client.post(
            registration, {"full_name": " ", "password": NEW_PASSWORD, "repeated": "another"}
        )

    assert answer.status_code == 400
    assert errors(answer) == {
        "full_name": ["This field is required."],
        "repeated": ["The two passwords differ."],
    }
    page, fields = answer.content.decode(), inputs(answer)
    assert "<title>Error: " in page
    assert '<p class="alert" role="alert">Nothing is done yet' in page
    assert 'id="id_repeated_error"' in page
    assert 'aria-invalid="true" aria-describedby="id_repeated_error"' in fields["id_repeated"]
    assert [name for name, tag in fields.items() if "autofocus" in tag] == ["id_full_name"]
    assert NEW_PASSWORD not in page


def test_pages_do_not_shadow_the_doors_routes(db: None, anonymous: ApiClient) -> None:
    assert all(dialect_for(path) is None for path in ASK_AGAIN)

    answer = anonymous.post("/register", {"email": DORA, "password": NEW_PASSWORD})

    assert (answer.status_code, answer.json()["email"]) == (200, DORA)
