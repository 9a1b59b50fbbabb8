"""Google's and Microsoft's servers when they lie, or ask to wait."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from scheduling.clients.base import EventRef
from scheduling.clients.errors import (
    OutsideBroken,
    OutsideBusy,
    OutsideDenied,
    OutsideError,
    OutsideMissing,
)
from scheduling.ics import CalendarEvent
from scheduling.tests.vendor_cases import (  # noqa: F401
    HOUR,
    Case,
    either_case,
    google_case,
    microsoft_case,
)
from scheduling.tests.vendor_server import Fault

START, END = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)
NINE = datetime(2027, 3, 2, 8, tzinfo=UTC)
EVENT = CalendarEvent(
    uid="apt_1",
    sequence=0,
    stamped_at=START,
    starts_at=NINE,
    ends_at=NINE + HOUR,
    summary="Checkup",
)
_LIES: list[tuple[Fault, type[OutsideError], str]] = [
    (lambda peer: peer.reply(500, b"oops"), OutsideBroken, "status 500"),
    (lambda peer: peer.reply(400, b"{}"), OutsideBroken, "status 400"),
    (lambda peer: peer.reply(403, b"{}"), OutsideDenied, "refused"),
    (lambda peer: peer.reply(404), OutsideMissing, "not there"),
    (lambda peer: peer.reply(200, b"<html>"), OutsideBroken, "no JSON"),
    (lambda peer: peer.reply(200, b"[]"), OutsideBroken, "unexpected"),
    (lambda peer: peer.reply(200, b'{"items": {}, "value": 5}'), OutsideBroken, "unexpected"),
    (lambda peer: peer.reply(200, b'{"items": [1], "value": [1]}'), OutsideBroken, "unexpected"),
    (lambda peer: peer.reply(200, b'{"items": [{}], "value": [{}]}'), OutsideBroken, "unexpected"),
]


@pytest.mark.parametrize(("fault", "error", "message"), _LIES)
def test_an_answer_that_lies_is_a_clear_error(
    case: Case, fault: Fault, error: type[OutsideError], message: str
) -> None:
    case.vendor.faults.append(fault)
    with case.client() as outside, pytest.raises(error, match=message):
        outside.changes(since="", start=START, end=END)


@pytest.mark.parametrize("etag", ["\n", "a\r\nX-Evil: 1", "é", "x" * 501, 5])
def test_a_state_that_no_header_can_hold_is_none(case: Case, etag: object) -> None:
    event = {**case.timed(NINE), "id": "e", "etag": etag, "@odata.etag": etag}
    case.vendor.faults.append(lambda peer: peer.reply(200, json.dumps(event).encode()))
    with case.client() as outside:
        seen = outside.event("e")
    assert seen is not None
    assert seen.ref == EventRef("e", "")


def test_a_name_that_cannot_be_stored_is_a_clear_error(case: Case) -> None:
    event = {**case.timed(NINE), "id": "a\x00b"}
    body = json.dumps({"items": [event], "value": [event]}).encode()
    case.vendor.faults.append(lambda peer: peer.reply(200, body))
    with case.client() as outside, pytest.raises(OutsideBroken, match="unexpected"):
        outside.changes(since="", start=START, end=END)


def test_a_server_may_ask_to_wait(case: Case) -> None:
    case.vendor.faults.append(lambda peer: peer.reply(429, Retry_After="77"))
    with case.client() as outside, pytest.raises(OutsideBusy) as raised:
        outside.put(EVENT, ref=None)
    assert (raised.value.retry_after, case.vendor.events) == (77, {})


def test_google_asks_to_wait_with_a_403(google: Case) -> None:
    google.vendor.faults.append(
        lambda peer: peer.reply(403, b'{"error": {"errors": [{"reason": "rateLimitExceeded"}]}}')
    )
    with google.client() as outside, pytest.raises(OutsideBusy):
        outside.calendars()


def test_pages_come_to_an_end(case: Case) -> None:
    link = f"{case.vendor.url}/v1.0/me/next"
    body = json.dumps({"nextPageToken": "again", "@odata.nextLink": link}).encode()
    case.vendor.faults.extend([lambda peer: peer.reply(200, body)] * 200)
    with case.client() as outside, pytest.raises(OutsideBroken, match="no end"):
        outside.changes(since="", start=START, end=END)
    assert len(case.vendor.requests) == 101


def test_a_link_to_another_server_is_not_followed(microsoft: Case) -> None:
    body = b'{"value": [], "@odata.nextLink": "https://evil.example/steal"}'
    microsoft.vendor.faults.append(lambda peer: peer.reply(200, body))
    with (
        microsoft.client() as outside,
        pytest.raises(OutsideBroken, match="refers to another server"),
    ):
        outside.changes(since="", start=START, end=END)
