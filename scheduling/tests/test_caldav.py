"""CalDAV with a real server: what we write arrives, and what others do there is seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduling.clients.base import EventRef
from scheduling.clients.caldav import CalDavCalendar
from scheduling.clients.errors import OutsideChanged, OutsideDenied, OutsideMissing
from scheduling.ics import CalendarEvent, stored_event
from scheduling.tests.caldav_server import CalDavServer, start_caldav_server

pytestmark = pytest.mark.processes

VIENNA = ZoneInfo("Europe/Vienna")
START, END = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)
NINE = datetime(2027, 3, 2, 9, tzinfo=VIENNA)
HOUR = timedelta(hours=1)
EVENT = CalendarEvent(
    uid="apt_1@frontdesk",
    sequence=0,
    stamped_at=START,
    starts_at=NINE,
    ends_at=NINE + HOUR,
    summary="Checkup",
    description="Bring a pen.",
)
TIMES = (EVENT.starts_at, EVENT.ends_at)
LATER = replace(EVENT, sequence=1, starts_at=NINE + HOUR, ends_at=NINE + 2 * HOUR)


@pytest.fixture(scope="module", name="server")
def _server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CalDavServer]:
    server = start_caldav_server(tmp_path_factory.mktemp("radicale"))
    yield server
    server.stop()


@pytest.fixture(name="url")
def _url(server: CalDavServer, request: pytest.FixtureRequest) -> str:
    return server.make_calendar(request.node.name[:60].strip("[]").replace("[", "-"))


@pytest.fixture(name="outside")
def _outside(server: CalDavServer, url: str) -> Iterator[CalDavCalendar]:
    with client(server, url) as outside:
        yield outside


def client(server: CalDavServer, url: str = "", password: str = "secret") -> CalDavCalendar:
    return CalDavCalendar(
        address=server.address,
        user_name="ada",
        password=password,
        calendar=url,
        zone=VIENNA,
        allow_loopback=True,
    )


def busy_at(outside: CalDavCalendar, since: str = "") -> tuple[dict[str, list[datetime]], str]:
    found = outside.changes(since=since, start=START, end=END)
    shown = {
        each.ref.href.rpartition("/")[2]: [starts_at for starts_at, _ in each.spans]
        for each in found.events
    }
    return shown, found.next


def test_calendars_are_found_from_the_servers_address(server: CalDavServer, url: str) -> None:
    with client(server) as outside:
        found = {each.address: each for each in outside.calendars()}
    with client(server, password="wrong") as outside, pytest.raises(OutsideDenied):
        outside.calendars()

    assert found[url].name == "test_calendars_are_found_from_the_servers_address"
    assert found[url].is_writable


def test_an_event_is_created_moved_and_deleted(
    outside: CalDavCalendar, server: CalDavServer, url: str
) -> None:
    ref = outside.put(EVENT, ref=None)
    seen = outside.event(ref.href)
    assert seen is not None
    assert (seen.ref, seen.times) == (ref, TIMES)

    moved = outside.put(LATER, ref=ref)
    seen = outside.event(ref.href)
    assert seen is not None
    assert (seen.ref, seen.times) == (moved, (LATER.starts_at, LATER.ends_at))
    assert (moved.href, moved.etag != ref.etag) == (ref.href, True)

    outside.delete(moved)
    assert outside.event(ref.href) is None
    outside.delete(moved)  # twice is once
    assert server.hrefs(url) == []


def test_creating_twice_is_once_and_adopts_what_is_there(
    outside: CalDavCalendar, server: CalDavServer, url: str
) -> None:
    """As if the process had died before it could note that the event was created."""
    first = outside.put(EVENT, ref=None)
    again = outside.put(EVENT, ref=None)
    moved = outside.put(LATER, ref=None, expected=[TIMES])

    assert first.href == again.href == moved.href
    assert server.hrefs(url) == ["apt_1@frontdesk.ics"]
    seen = outside.event(moved.href)
    assert seen is not None
    assert seen.times == (LATER.starts_at, LATER.ends_at)


def test_what_others_moved_or_deleted_is_not_overwritten(
    outside: CalDavCalendar, server: CalDavServer, url: str
) -> None:
    ref = outside.put(EVENT, ref=None)
    theirs = replace(EVENT, starts_at=NINE + 5 * HOUR, ends_at=NINE + 6 * HOUR)
    server.put(url + "apt_1@frontdesk.ics", stored_event(theirs))

    with pytest.raises(OutsideChanged):
        outside.put(LATER, ref=ref, expected=[TIMES])
    with pytest.raises(OutsideChanged):
        outside.put(LATER, ref=None, expected=[TIMES])
    with pytest.raises(OutsideChanged):
        outside.delete(ref, expected=[TIMES])
    seen = outside.event(ref.href)
    assert seen is not None
    assert seen.times == (theirs.starts_at, theirs.ends_at)

    server.delete(url + "apt_1@frontdesk.ics")
    with pytest.raises(OutsideChanged):
        outside.put(LATER, ref=ref, expected=[TIMES])
    assert server.hrefs(url) == []


def test_what_others_added_stays(outside: CalDavCalendar, server: CalDavServer, url: str) -> None:
    ref = outside.put(EVENT, ref=None)
    alarm = b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Now\r\nTRIGGER:-PT10M\r\nEND:VALARM\r\n"
    added = stored_event(EVENT).replace(b"END:VEVENT", alarm + b"CATEGORIES:Work\r\nEND:VEVENT")
    server.put(url + "apt_1@frontdesk.ics", added)

    outside.put(LATER, ref=ref, expected=[TIMES])

    kept = server.get(url + "apt_1@frontdesk.ics")
    assert kept is not None
    lines = kept.splitlines()
    assert {"TRIGGER:-PT10M", "CATEGORIES:Work", "SEQUENCE:1"} <= set(lines)
    assert [each for each in lines if each.startswith("DTSTART")] == ["DTSTART:20270302T090000Z"]


def test_changes_are_told_once(outside: CalDavCalendar, server: CalDavServer, url: str) -> None:
    weekly = stored_event(replace(EVENT, uid="w")).replace(
        b"TRANSP", b"RRULE:FREQ=WEEKLY;COUNT=2\r\nTRANSP"
    )
    server.put(url + "w.ics", weekly)
    server.put(url + "a.ics", stored_event(replace(EVENT, uid="a")))
    server.put(url + "old.ics", stored_event(_in_2020(EVENT)))

    everything = outside.changes(since="", start=START, end=END)
    shown, state = busy_at(outside)
    assert everything.is_complete
    assert shown == {"w.ics": [NINE, NINE + timedelta(days=7)], "a.ics": [NINE]}
    assert busy_at(outside, state) == ({}, state)

    server.put(url + "a.ics", stored_event(replace(LATER, uid="a")))
    server.delete(url + "w.ics")
    found = outside.changes(since=state, start=START, end=END)
    assert [(each.ref.href, each.spans) for each in found.events] == [
        ("/ada/test_changes_are_told_once/a.ics", ((LATER.starts_at, LATER.ends_at),))
    ]
    assert (found.gone, found.is_complete) == (("/ada/test_changes_are_told_once/w.ics",), False)
    assert busy_at(outside, found.next) == ({}, found.next)


def _in_2020(event: CalendarEvent) -> CalendarEvent:
    starts_at = datetime(2020, 1, 1, 9, tzinfo=UTC)
    return replace(event, uid="old", starts_at=starts_at, ends_at=starts_at + HOUR)


@pytest.mark.parametrize(
    "state",
    ["nonsense", '["http://radicale.org/ns/sync/forgotten",""]', '["","of yesterday"]'],
    ids=["none", "token", "ctag"],
)
def test_a_forgotten_state_reads_everything(
    outside: CalDavCalendar, server: CalDavServer, url: str, state: str
) -> None:
    server.put(url + "a.ics", stored_event(replace(EVENT, uid="a")))

    found = outside.changes(since=state, start=START, end=END)
    assert (found.is_complete, len(found.events)) == (True, 1)


def test_a_calendar_that_is_gone_is_said_so(server: CalDavServer) -> None:
    with client(server, f"{server.address}/ada/never/") as outside:
        with pytest.raises(OutsideMissing):
            outside.changes(since="", start=START, end=END)
        with pytest.raises(OutsideMissing):
            outside.put(EVENT, ref=None)
        outside.delete(EventRef("/ada/never/x.ics", '"1"'))
