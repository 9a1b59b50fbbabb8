"""Which day and time is meant, from what was said, offered, kept or booked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from voice.tools.booking.state import Phase
from voice.tools.booking.talk import Talk
from voice.tools.booking.when import Days, When, Window


def same_time(talk: Talk) -> tuple[Window, ...]:
    """The time that is held, or that was wanted last, or of the appointment that is moved."""
    made = made_start(talk)
    known = [minute_of(each) for each in (talk.start or made,) if each is not None]
    return tuple(Window(each, each) for each in known or talk.state.moments)


def shifted_time(talk: Talk) -> When | None:
    """What "an hour later" is, if one time or one day is spoken of."""
    shift, base = talk.heard.shift, talk.start or made_start(talk)
    if shift is None:
        return None
    if base is not None:
        other = base.replace(tzinfo=None) + timedelta(days=shift.days, minutes=shift.minutes)
        return When(Days.one(other.date()), windows=(Window(minute_of(other), minute_of(other)),))
    days = day_meant(talk)
    times = same_time(talk)
    if days is None or not days.is_one or (shift.minutes and not times):
        return None
    day = Days.one(days.first + timedelta(days=shift.days))
    later = tuple(Window(each.start + shift.minutes, each.end + shift.minutes) for each in times)
    return When(day, windows=later or talk.state.wanted.windows)


def minute_of(start: datetime) -> int:
    return start.hour * 60 + start.minute


def as_named(talk: Talk, new: When) -> When | None:
    """The day of that weekday among those that were named to choose from, if there is one."""
    named = [each.date() for each in talk.offers]
    if talk.state.phase is Phase.DAY:
        named = [each.first for each in talk.state.wanted.either if each.is_one]
    weekday = new.days.first.weekday() if new.days else None
    fitting = {each for each in named if each.weekday() == weekday}
    return replace(new, days=Days.one(fitting.pop())) if len(fitting) == 1 else None


def one_of_both(new: When, either: Sequence[Days]) -> When:
    """ "This week" tells which Friday was meant."""
    fitting = [each for each in either if new.days and new.days.has(each.first)]
    return replace(new, days=fitting[0]) if len(fitting) == 1 else new


def in_its_week(talk: Talk, new: When) -> When:
    """A weekday of the week that is talked about; if that is a single later day's, it is asked."""
    talked, day = day_meant(talk), new.days.first if new.days else None
    if talked is None or day is None or talked.has(day):
        return new
    monday = talked.first - timedelta(days=talked.first.weekday())
    other = monday + timedelta(days=day.weekday())
    if other <= day:
        return new
    if not talked.is_one:
        return replace(new, days=Days.one(other)) if talked.has(other) else new
    return replace(new, days=None, either=(Days.one(day), Days.one(other)))


def day_meant(talk: Talk) -> Days | None:
    """The days to which a mere time belongs."""
    if talk.start is not None:
        return Days.one(talk.start.date())
    if talk.state.wanted.days is not None:
        return talk.state.wanted.days
    dates = {each.date() for each in talk.offers}
    return Days.one(dates.pop()) if len(dates) == 1 else day_made(talk)


def day_made(talk: Talk) -> Days | None:
    made = made_start(talk)
    return Days.one(made.date()) if made is not None else None


def made_start(talk: Talk) -> datetime | None:
    """When the appointment is that is being moved."""
    made = talk.state.made
    return talk.local(made.start) if made is not None and talk.state.is_moving else None
