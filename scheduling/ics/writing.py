"""iCalendar as we write it: invitations, cancellations, feeds, and events for other calendars.

Times are written in UTC, which every program reads alike: an appointment is an instant, and each
program shows it in its owner's zone. See docs/decisions/0040-calendars-elsewhere.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from icalendar import Calendar, Event, vCalAddress, vText

from core.inert import inert_line

_PRODUCT = "-//Frontdesk//Scheduling//EN"
_REFRESH = timedelta(minutes=15)
# What would end a line or a value, or is no character of a text.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LINE_ENDS = re.compile(r"\r\n?|\x85|\u2028|\u2029")
_ADDRESS = re.compile(r"[^\s\x00-\x20\x7f-\x9f\"(),:;<>\[\]\\@]+@[^\s\x00-\x20\x7f\"(),:;<>\\@]+")


class EventStatus(StrEnum):
    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Person:
    """Raises ValueError for an address that could not stand in a mail's header."""

    name: str
    email: str

    def __post_init__(self) -> None:
        if not _ADDRESS.fullmatch(self.email):
            raise ValueError("this is not an e-mail address")


@dataclass(frozen=True, slots=True)
class Attendee(Person):
    """is_waiting: somebody must still confirm, which no answer to the mail does."""

    is_waiting: bool = False


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """An appointment as calendars elsewhere show it.

    uid: the same for ever. sequence: rises with every change of time, place or state.
    stamped_at: when this state of it was written.
    summary: may hold strangers' words, which never become a link.
    location, description, url: as they are to be shown, links and all.
    """

    uid: str
    sequence: int
    stamped_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""
    status: EventStatus = EventStatus.CONFIRMED
    organizer: Person | None = None
    attendees: tuple[Attendee, ...] = ()


def invitation(event: CalendarEvent) -> bytes:
    """A request to take the event, or its newest state, into a calendar (`METHOD:REQUEST`)."""
    return _calendar([event], method="REQUEST")


def cancellation(event: CalendarEvent) -> bytes:
    """A request to take the event out of a calendar (`METHOD:CANCEL`)."""
    return _calendar([event], method="CANCEL")


def stored_event(event: CalendarEvent) -> bytes:
    """The event as a calendar server keeps it: without a method, and without people, to whom the
    server would write mails of its own.
    """
    return _calendar([event], with_people=False)


def feed(*, name: str, events: Iterable[CalendarEvent]) -> bytes:
    """All events of a calendar, for programs that subscribe to it; without people."""
    return _calendar(events, method="PUBLISH", name=name, with_people=False)


def _calendar(
    events: Iterable[CalendarEvent], *, method: str = "", name: str = "", with_people: bool = True
) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", _line(name))
        calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT15M")
    for event in events:
        calendar.add_component(_event(event, method, with_people))
    return bytes(calendar.to_ical())


def _event(event: CalendarEvent, method: str, with_people: bool) -> Event:
    written = Event()
    status = EventStatus.CANCELLED if method == "CANCEL" else event.status
    written.add("uid", _line(event.uid))
    written.add("sequence", event.sequence)
    written.add("dtstamp", event.stamped_at.astimezone(UTC))
    written.add("dtstart", event.starts_at.astimezone(UTC))
    written.add("dtend", event.ends_at.astimezone(UTC))
    written.add("summary", inert_line(event.summary))
    written.add("status", status.value)
    written.add("transp", "TRANSPARENT" if status == EventStatus.CANCELLED else "OPAQUE")
    if event.location:
        written.add("location", _line(event.location))
    if event.description:
        written.add("description", _prose(event.description))
    if event.url:
        written.add("url", _line(event.url))
    if with_people and event.organizer:
        written.add("organizer", _address(event.organizer))
    for attendee in event.attendees if with_people else ():
        written.add("attendee", _attendee(attendee))
    return written


def _attendee(attendee: Attendee) -> vCalAddress:
    address = _address(attendee)
    address.params["CUTYPE"] = vText("INDIVIDUAL")
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText("TENTATIVE" if attendee.is_waiting else "ACCEPTED")
    address.params["RSVP"] = vText("FALSE")
    return address


def _address(person: Person) -> vCalAddress:
    address = vCalAddress(f"mailto:{person.email}")
    # A parameter cannot hold a quotation mark, and few programs read RFC 6868's spelling of one.
    if name := inert_line(person.name).replace('"', "'").replace("^", ""):
        address.params["CN"] = vText(name)
    return address


def _line(text: str) -> str:
    return _CONTROL.sub("", _LINE_ENDS.sub(" ", text).replace("\n", " ")).strip()


def _prose(text: str) -> str:
    return _CONTROL.sub("", _LINE_ENDS.sub("\n", text)).strip()
