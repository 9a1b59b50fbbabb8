"""What other programs are given: read back here by `icalendar`, and by our own reader."""

from __future__ import annotations

import zoneinfo
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from scheduling.ics import (
    Attendee,
    CalendarEvent,
    EventStatus,
    Person,
    StoredEvent,
    cancellation,
    feed,
    invitation,
    read_single,
    stored_event,
)

VIENNA = ZoneInfo("Europe/Vienna")
EVENT = CalendarEvent(
    uid="apt_1@frontdesk.example",
    sequence=2,
    stamped_at=datetime(2027, 1, 1, 12, tzinfo=UTC),
    starts_at=datetime(2027, 1, 31, 9, tzinfo=VIENNA),
    ends_at=datetime(2027, 1, 31, 9, 45, tzinfo=VIENNA),
    summary="Checkup, Jane Doe",
    location="Ring 1; 1010 Vienna",
    description="Bring a \\ pen.\nSee you, soon; or later.",
    url="https://desk.example/book/change?t=a&u=b",
    organizer=Person("Dr. Ada", "ada@desk.example"),
    attendees=(Attendee("Jane Doe", "jane@mail.example"),),
)


def only_event(content: bytes) -> tuple[Calendar, Event]:
    calendar = Calendar.from_ical(content)
    assert isinstance(calendar, Calendar)
    (event,) = calendar.walk("VEVENT")
    assert isinstance(event, Event)
    return calendar, event


def test_an_invitation_says_everything() -> None:
    calendar, event = only_event(invitation(EVENT))

    assert (calendar["METHOD"], calendar["VERSION"]) == ("REQUEST", "2.0")
    assert {name: event[name].to_ical().decode() for name in event} == {
        "UID": "apt_1@frontdesk.example",
        "SEQUENCE": "2",
        "DTSTAMP": "20270101T120000Z",
        "DTSTART": "20270131T080000Z",
        "DTEND": "20270131T084500Z",
        "SUMMARY": "Checkup\\, Jane Doe",
        "LOCATION": "Ring 1\\; 1010 Vienna",
        "DESCRIPTION": "Bring a \\\\ pen.\\nSee you\\, soon\\; or later.",
        "URL": "https://desk.example/book/change?t=a&u=b",
        "STATUS": "CONFIRMED",
        "TRANSP": "OPAQUE",
        "ORGANIZER": "mailto:ada@desk.example",
        "ATTENDEE": "mailto:jane@mail.example",
    }
    assert event["DESCRIPTION"] == EVENT.description
    assert event["ORGANIZER"].params == {"CN": "Dr. Ada"}
    assert event["ATTENDEE"].params == {
        "CN": "Jane Doe",
        "CUTYPE": "INDIVIDUAL",
        "PARTSTAT": "ACCEPTED",
        "ROLE": "REQ-PARTICIPANT",
        "RSVP": "FALSE",
    }


def test_who_waits_to_be_confirmed_has_not_accepted() -> None:
    asked = Attendee("", "jane@mail.example", is_waiting=True)
    _, event = only_event(invitation(replace(EVENT, attendees=(asked,))))

    assert (event["ATTENDEE"].params["PARTSTAT"], event["ATTENDEE"].params["RSVP"]) == (
        "TENTATIVE",
        "FALSE",
    )
    assert "CN" not in event["ATTENDEE"].params


def test_a_cancellation_takes_the_event_out() -> None:
    calendar, event = only_event(cancellation(replace(EVENT, sequence=3)))

    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"], event["UID"]) == (
        "CANCEL",
        "CANCELLED",
        3,
        EVENT.uid,
    )
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["ATTENDEE"] == "mailto:jane@mail.example"


def test_a_stored_event_names_nobody_and_has_no_method() -> None:
    calendar, event = only_event(stored_event(EVENT))

    assert "METHOD" not in calendar
    assert not {"ORGANIZER", "ATTENDEE"} & set(event)
    assert read_single(stored_event(EVENT), zone=VIENNA) == StoredEvent(
        EVENT.uid, 2, EVENT.starts_at, EVENT.ends_at, False
    )


def test_a_feed_has_all_events_and_its_name() -> None:
    other = replace(EVENT, uid="apt_2", status=EventStatus.TENTATIVE)
    calendar = Calendar.from_ical(feed(name="Ada’s\r\ncalendar", events=[EVENT, other]))

    assert (calendar["METHOD"], calendar["X-WR-CALNAME"]) == ("PUBLISH", "Ada’s calendar")
    assert [(each["UID"], each["STATUS"]) for each in calendar.walk("VEVENT")] == [
        (EVENT.uid, "CONFIRMED"),
        ("apt_2", "TENTATIVE"),
    ]
    assert feed(name="", events=[]).count(b"BEGIN:") == 1


INJECTION = 'X\r\nATTENDEE:mailto:evil@x.example\n\u2028BEGIN:VALARM\x0b\x85";:,\\^n\ud800'


@pytest.mark.parametrize("method", [invitation, cancellation, stored_event])
def test_no_value_ends_its_line(method: Any) -> None:
    injected = replace(
        EVENT,
        uid=INJECTION,
        summary=INJECTION,
        location=INJECTION,
        description=INJECTION,
        url=INJECTION,
        organizer=Person(INJECTION, "ada@desk.example"),
        attendees=(Attendee(INJECTION, "jane@mail.example"),),
    )
    content = method(injected)

    names = {line.split(b":")[0].split(b";")[0] for line in content.split(b"\r\n")}
    _, event = only_event(content)
    expected = {name.encode() for name in only_event(method(EVENT))[1]}
    allowed = expected | {b"BEGIN", b"END", b"VERSION", b"PRODID", b"CALSCALE", b"METHOD", b""}
    assert {each for each in names if not each.startswith(b" ")} <= allowed
    assert len(event.subcomponents) == 0


@given(st.text(max_size=200))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_any_text_is_folded_and_read_back(text: str) -> None:
    content = stored_event(replace(EVENT, description=f"a{text}b"))

    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    _, event = only_event(content)
    kept = [character for character in text if character.isalnum()]
    assert [each for each in str(event["DESCRIPTION"])[1:-1] if each.isalnum()] == kept


@pytest.mark.parametrize(
    "address", ["", "jane", "a b@c.example", "a@b.example\r\nX:1", "a,b@c.example", "<a@b.example>"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="not an e-mail address"):
        Person("Jane", address)


def transitions(zone: ZoneInfo) -> list[datetime]:
    """The instants between 2025 and 2031 at which a zone's offset changes, to the second."""
    found = []
    at, last = datetime(2025, 1, 1, tzinfo=UTC), datetime(2032, 1, 1, tzinfo=UTC)
    while at < last:
        following = at + timedelta(days=7)
        if at.astimezone(zone).utcoffset() != following.astimezone(zone).utcoffset():
            low, high = at, following
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                middle = middle.replace(microsecond=0)
                same = low.astimezone(zone).utcoffset() == middle.astimezone(zone).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            found.append(high)
        at = following
    return found


def test_times_at_every_transition_of_every_zone_are_read_back() -> None:
    """By two readers: a time that is shown twice, or after one that is skipped, is one instant."""
    events, expected = [], []
    for name in sorted(zoneinfo.available_timezones()):
        zone = ZoneInfo(name)
        for at in transitions(zone):
            for minutes in (-30, 0, 30):
                starts_at = (at + timedelta(minutes=minutes)).astimezone(zone)
                ends_at = starts_at.astimezone(UTC) + timedelta(hours=1)
                uid = f"{name}-{at:%Y%m%d}-{minutes}"
                events.append(
                    replace(EVENT, uid=uid, starts_at=starts_at, ends_at=ends_at.astimezone(zone))
                )
                expected.append((uid, starts_at.astimezone(UTC), ends_at))
    # All in one file would cost the other reader a minute; a sample of each zone suffices for it.
    sample = feed(name="x", events=events[::97])

    assert len(expected) > 5000
    assert [
        (each["UID"], each.start, each.end) for each in Calendar.from_ical(sample).walk("VEVENT")
    ] == expected[::97]
    for event, (uid, starts_at, ends_at) in list(zip(events, expected, strict=True))[::13]:
        read = read_single(stored_event(event), zone=VIENNA)
        assert read == StoredEvent(uid, 2, starts_at, ends_at, False)
