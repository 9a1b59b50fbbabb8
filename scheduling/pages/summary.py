"""An appointment in words: what, when, where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from scheduling.availability import Rule
from scheduling.models import Calendar
from scheduling.pages.frame import START_FORMAT
from scheduling.pages.viewing import Viewer
from scheduling.queries import Explanation, Slot
from scheduling.sentences.mails import MAILS

_TOO_SOON = {Rule.IN_THE_PAST, Rule.NOTICE_TOO_SHORT}
_TAKEN = {Rule.HOST_BUSY, Rule.DAY_FULL, Rule.WEEK_FULL}


@dataclass(frozen=True, slots=True)
class Summary:
    """there: the same time where the appointment takes place, if clocks show another there.
    href: of a place that is a link.
    """

    what: str
    duration: str
    when: str
    zone: str
    there: str
    place: str
    href: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where appointments are. href: if it is the address of a page."""

    text: str
    href: str


def place_of(calendar: Calendar, viewer: Viewer, *, is_booked: bool = False) -> Place:
    """is_booked: a link to a room is for those who are expected there."""
    kind, text = calendar.location_kind, calendar.location
    if kind == Calendar.LocationKind.NONE:
        return Place("", "")
    if kind == Calendar.LocationKind.PHONE:
        return Place(viewer.say.by_phone.format(place=text), "")
    if kind == Calendar.LocationKind.LINK and not is_booked:
        return Place(MAILS[viewer.locale.language].online, "")
    is_page = kind == Calendar.LocationKind.LINK and text.startswith(("https://", "http://"))
    return Place(text, text if is_page else "")


def summarize(
    calendar: Calendar,
    viewer: Viewer,
    *,
    starts_at: datetime,
    ends_at: datetime,
    is_booked: bool = False,
) -> Summary:
    words, say = viewer.words, viewer.say
    local = replace(words, zone=ZoneInfo(calendar.time_zone))
    there = say.time_there.format(
        time=local.span(starts_at, ends_at), zone=local.zone_at(starts_at)
    )
    minutes = int((ends_at - starts_at).total_seconds()) // 60
    place = place_of(calendar, viewer, is_booked=is_booked)
    return Summary(
        what=calendar.name,
        duration=say.minutes.format(count=minutes),
        when=words.span(starts_at, ends_at),
        zone=words.zone_at(starts_at),
        there=there if words.offset(starts_at) != local.offset(starts_at) else "",
        place=place.text,
        href=place.href,
    )


def sentence_of_deadline(
    calendar: Calendar, viewer: Viewer, *, starts_at: datetime, now: datetime
) -> str:
    """Until when an appointment then can be changed; empty if until it begins."""
    notice = timedelta(minutes=calendar.cancellation_notice_minutes)
    if not notice:
        return ""
    if now > starts_at - notice:
        return viewer.say.change_never
    return viewer.say.change_until.format(time=viewer.words.moment(starts_at - notice))


@dataclass(frozen=True, slots=True)
class Alternative:
    """A time that can be booked instead; value: as a form sends it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class RefusalShown:
    reason: str
    nearest: list[Alternative]


def show_refusal(explanation: Explanation, viewer: Viewer) -> RefusalShown:
    say, refusal = viewer.say, explanation.refusal
    reason = say.not_offered
    if refusal is None or refusal.rule in _TAKEN:
        reason = say.taken
    elif refusal.rule in _TOO_SOON:
        reason = say.too_soon
    return RefusalShown(reason, _alternatives(explanation.nearest, viewer))


def is_unchosen(request: HttpRequest) -> bool:
    """Whether a form with alternatives was sent without one."""
    return "others" in request.POST and not request.POST.get("start")


def _alternatives(slots: Sequence[Slot], viewer: Viewer) -> list[Alternative]:
    return [
        Alternative(
            slot.starts_at.strftime(START_FORMAT),
            viewer.words.span(slot.starts_at, slot.ends_at),
        )
        for slot in slots
    ]
