"""Google's and Microsoft's calendars: the same promises, in each one's own words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from scheduling.clients.base import CalendarInfo, EventRef, OutsideCalendar
from scheduling.clients.errors import (
    OutsideBroken,
    OutsideBusy,
    OutsideChanged,
    OutsideDenied,
    OutsideError,
    OutsideMissing,
)
from scheduling.clients.google import GoogleCalendar, event_id
from scheduling.clients.microsoft import MicrosoftCalendar
from scheduling.clients.oauth import OAuthGrant
from scheduling.ics import CalendarEvent, EventStatus, IcsNotice
from scheduling.tests.vendor_server import Fault, GoogleVendor, MicrosoftVendor, Vendor, serving

VIENNA = ZoneInfo("Europe/Vienna")
START, END = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)
NINE = datetime(2027, 3, 2, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
EVENT = CalendarEvent(
    uid="apt_o'1@frontdesk",
    sequence=0,
    stamped_at=START,
    starts_at=NINE,
    ends_at=NINE + HOUR,
    summary="Checkup",
    location="Ring 1",
    description="Bring a pen.",
    url="https://desk.example/a",
)
TIMES = (EVENT.starts_at, EVENT.ends_at)
LATER = replace(EVENT, sequence=1, starts_at=NINE + HOUR, ends_at=NINE + 2 * HOUR)


@dataclass
class Case:
    """A vendor's server with a client to it. rotated: refresh tokens that the client reported."""

    vendor: Vendor
    make: Callable[..., OutsideCalendar]
    rotated: list[str] = field(default_factory=list)

    def client(self, **changes: Any) -> OutsideCalendar:
        token = changes.pop("refresh_token", self.vendor.refresh_token)
        return self.make(
            grant=OAuthGrant("id", "client-secret", token),
            calendar="ada@x",
            on_rotated=self.rotated.append,
            allow_loopback=True,
            token_url=f"{self.vendor.url}/token",
            **changes,
        )

    def timed(self, starts_at: datetime, **more: Any) -> dict[str, Any]:
        """An event of somebody else's."""
        times = {"start": starts_at, "end": starts_at + HOUR}
        return {
            **{name: {"dateTime": f"{at:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}
               for name, at in times.items()},
            **more,
        }  # fmt: skip


def _google(vendor: Vendor) -> Callable[..., OutsideCalendar]:
    def make(**options: Any) -> OutsideCalendar:
        return GoogleCalendar(api_url=f"{vendor.url}/v3/", zone=VIENNA, **options)

    return make


def _microsoft(vendor: Vendor) -> Callable[..., OutsideCalendar]:
    def make(**options: Any) -> OutsideCalendar:
        return MicrosoftCalendar(api_url=f"{vendor.url}/v1.0/", **options)

    return make


@pytest.fixture(name="google")
def _google_case() -> Iterator[Case]:
    vendor = GoogleVendor()
    with serving(vendor):
        yield Case(vendor, _google(vendor))


@pytest.fixture(name="microsoft")
def _microsoft_case() -> Iterator[Case]:
    vendor = MicrosoftVendor()
    with serving(vendor):
        yield Case(vendor, _microsoft(vendor))


@pytest.fixture(params=["google", "microsoft"])
def case(request: pytest.FixtureRequest) -> Case:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Case)
    return found


def test_an_event_is_created_moved_and_deleted(case: Case) -> None:
    with case.client() as outside:
        ref = outside.put(EVENT, ref=None)
        seen = outside.event(ref.href)
        moved = outside.put(LATER, ref=ref)
        seen_later = outside.event(ref.href)
        outside.delete(moved)
        outside.delete(moved)  # twice is once

        assert seen is not None
        assert seen_later is not None
        assert (seen.ref, seen.times) == (ref, TIMES)
        assert (seen_later.ref, seen_later.times) == (moved, (LATER.starts_at, LATER.ends_at))
        assert outside.event(ref.href) is None
    assert case.vendor.events == {}


def test_creating_twice_is_once(case: Case) -> None:
    """As if the process had died before it could note that the event was created."""
    with case.client() as outside:
        first = outside.put(EVENT, ref=None)
        again = outside.put(EVENT, ref=None, expected=[TIMES])
        moved = outside.put(LATER, ref=None, expected=[TIMES])

    assert first.href == again.href == moved.href
    assert list(case.vendor.events) == [first.href]
    (event,) = case.vendor.events.values()
    assert event["start"]["dateTime"][:19] == "2027-03-02T09:00:00"


def test_what_others_moved_or_deleted_is_not_overwritten(case: Case) -> None:
    with case.client() as outside:
        ref = outside.put(EVENT, ref=None)
        theirs = case.vendor.events[ref.href] | case.timed(NINE + 5 * HOUR)
        case.vendor.store(ref.href, theirs)

        for known in (ref, None):
            with pytest.raises(OutsideChanged):
                outside.put(LATER, ref=known, expected=[TIMES])
        with pytest.raises(OutsideChanged):
            outside.delete(ref, expected=[TIMES])
        assert case.vendor.events[ref.href]["start"] == theirs["start"]

        case.vendor.remove(ref.href)
        with pytest.raises(OutsideChanged):
            outside.put(LATER, ref=ref, expected=[TIMES])
        assert case.vendor.events == {}
        anew = outside.put(LATER, ref=None)
        assert list(case.vendor.events) == [anew.href]


def test_what_others_added_stays(case: Case) -> None:
    with case.client() as outside:
        ref = outside.put(EVENT, ref=None)
        case.vendor.store(ref.href, {**case.vendor.events[ref.href], "colorId": "7"})
        outside.put(LATER, ref=ref, expected=[TIMES])

    (event,) = case.vendor.events.values()
    assert (event["colorId"], event["start"]["dateTime"][:19]) == ("7", "2027-03-02T09:00:00")


def test_changes_are_told_once_and_by_pages(case: Case) -> None:
    case.vendor.page_size = 2
    for hour in range(5):
        case.vendor.store(f"e{hour}", case.timed(NINE + hour * HOUR))
    with case.client() as outside:
        found = outside.changes(since="", start=START, end=END)
        nothing = outside.changes(since=found.next, start=START, end=END)
        case.vendor.store("e1", case.timed(NINE + 9 * HOUR))
        case.vendor.remove("e2")
        changed = outside.changes(since=nothing.next, start=START, end=END)

    assert found.is_complete
    assert {each.ref.href: each.spans for each in found.events} == {
        f"e{hour}": ((NINE + hour * HOUR, NINE + (hour + 1) * HOUR),) for hour in range(5)
    }
    assert (nothing.events, nothing.gone, nothing.is_complete) == ((), (), False)
    assert [(each.ref.href, each.spans[0][0]) for each in changed.events] == [
        ("e1", NINE + 9 * HOUR)
    ]
    assert (changed.gone, changed.is_complete) == (("e2",), False)


def test_a_forgotten_state_reads_everything(case: Case) -> None:
    case.vendor.store("e1", case.timed(NINE))
    with case.client() as outside:
        state = outside.changes(since="", start=START, end=END).next
        case.vendor.store("e2", case.timed(NINE))
        case.vendor.oldest_state = 2
        found = outside.changes(since=state, start=START, end=END)

    assert found.is_complete
    assert sorted(each.ref.href for each in found.events) == ["e1", "e2"]


def test_a_grant_that_has_ended_is_said_so(case: Case) -> None:
    with case.client(refresh_token="old") as outside, pytest.raises(OutsideDenied):
        outside.calendars()
    with case.client() as outside:
        case.vendor.faults.append(lambda peer: peer.reply(401))
        with pytest.raises(OutsideDenied):
            outside.calendars()


def test_an_unreadable_event_is_noticed(case: Case) -> None:
    case.vendor.store("bad", {"start": {"dateTime": "tomorrow"}, "end": 5})
    case.vendor.store("far", case.timed(NINE) | {"end": {"dateTime": "0000-99"}})
    with case.client() as outside:
        found = outside.changes(since="", start=START, end=END)

    assert [(each.spans, each.times) for each in found.events] == [((), None)] * 2
    assert found.notices == {IcsNotice.EVENT_UNREADABLE: 2}


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


def test_google_is_asked_in_its_words(google: Case) -> None:
    with google.client() as outside:
        found = outside.calendars()
        ref = outside.put(replace(EVENT, status=EventStatus.TENTATIVE), ref=None)
        outside.changes(since="", start=START, end=END)

    assert found == [
        CalendarInfo("ada@x", "Ada", is_writable=True),
        CalendarInfo("holidays", "Holidays", is_writable=False),
    ]
    token, _, _, created, listed = google.vendor.requests
    assert token.body == {
        "grant_type": "refresh_token",
        "client_id": "id",
        "client_secret": "client-secret",
        "refresh_token": "refresh-1",
        "scope": "https://www.googleapis.com/auth/calendar",
    }
    assert created.body == {
        "id": event_id(EVENT.uid),
        "summary": "Checkup",
        "description": "Bring a pen.",
        "location": "Ring 1",
        "status": "tentative",
        "start": {"dateTime": "2027-03-02T08:00:00Z", "timeZone": "UTC"},
        "end": {"dateTime": "2027-03-02T09:00:00Z", "timeZone": "UTC"},
        "source": {"title": "Frontdesk", "url": "https://desk.example/a"},
    }
    assert ref == EventRef(event_id(EVENT.uid), '"1"')
    assert listed.query == {
        "singleEvents": "true",
        "maxResults": "2500",
        "timeMin": "2027-03-01T00:00:00Z",
        "timeMax": "2027-04-01T00:00:00Z",
    }
    assert google.rotated == []


@pytest.mark.parametrize(
    ("event", "busy"),
    [
        ({"transparency": "transparent"}, False),
        ({"attendees": [{"self": True, "responseStatus": "declined"}]}, False),
        ({"attendees": [{"email": "x", "responseStatus": "declined"}]}, True),
        ({"start": {"date": "2027-03-02"}, "end": {"date": "2027-03-03"}}, True),
    ],
)
def test_google_says_who_is_busy(google: Case, event: dict[str, Any], busy: bool) -> None:
    google.vendor.store("e", google.timed(NINE) | event)
    with google.client() as outside:
        (seen,) = outside.changes(since="", start=START, end=END).events

    assert bool(seen.spans) is busy
    if "date" in str(event.get("start")):
        midnight = datetime(2027, 3, 2, tzinfo=VIENNA)
        assert seen.spans == ((midnight, midnight + timedelta(days=1)),)


def test_microsoft_is_asked_in_its_words(microsoft: Case) -> None:
    with microsoft.client() as outside:
        found = outside.calendars()
        outside.put(EVENT, ref=None)

    assert found == [
        CalendarInfo("AAA=", "Calendar", is_writable=True),
        CalendarInfo("B", "Birthdays", is_writable=False),
    ]
    _, _, looked, created = microsoft.vendor.requests
    assert looked.query["$filter"].endswith("ep/value eq 'apt_o''1@frontdesk')")
    assert looked.headers["prefer"].startswith('outlook.timezone="UTC"')
    assert {name: created.body[name] for name in ("subject", "start", "end", "showAs")} == {
        "subject": "Checkup",
        "start": {"dateTime": "2027-03-02T08:00:00", "timeZone": "UTC"},
        "end": {"dateTime": "2027-03-02T09:00:00", "timeZone": "UTC"},
        "showAs": "busy",
    }
    assert len(created.body["transactionId"]) == 36
    assert microsoft.rotated == ["refresh-2"]


@pytest.mark.parametrize(
    ("event", "busy"),
    [
        ({"showAs": "busy"}, True),
        ({"showAs": "oof"}, True),
        ({"showAs": "free"}, False),
        ({"isCancelled": True}, False),
        ({"type": "occurrence", "seriesMasterId": "master"}, False),
        ({"type": "occurrence", "seriesMasterId": "other"}, True),
    ],
)
def test_microsoft_says_who_is_busy(microsoft: Case, event: dict[str, Any], busy: bool) -> None:
    master = microsoft.timed(NINE, type="seriesMaster", showAs="free")
    microsoft.vendor.store("e", microsoft.timed(NINE) | event)
    microsoft.vendor.store("master", master)
    with microsoft.client() as outside:
        (seen,) = outside.changes(since="", start=START, end=END).events

    assert bool(seen.spans) is busy
