"""Google's and Microsoft's calendars: the same promises, in each one's own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scheduling.clients.base import CalendarInfo, EventRef
from scheduling.clients.errors import (
    OutsideChanged,
    OutsideDenied,
)
from scheduling.clients.google import event_id
from scheduling.ics import CalendarEvent, EventStatus, IcsNotice
from scheduling.tests.vendor_cases import (  # noqa: F401
    HOUR,
    VIENNA,
    Case,
    either_case,
    google_case,
    microsoft_case,
)

START, END = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)
NINE = datetime(2027, 3, 2, 8, tzinfo=UTC)
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
