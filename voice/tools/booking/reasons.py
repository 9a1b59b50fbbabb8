"""Why nothing is open, in words."""

from __future__ import annotations

from datetime import datetime, timedelta

from voice.tools.booking.desk import Closing, Why
from voice.tools.booking.talk import Talk
from voice.tools.booking.when import Days, When, Window


def closing_of(talk: Talk, days: Days) -> Closing | None:
    """Why what is wanted is not open, if one reason holds for all of it."""
    wanted, calendar = talk.state.wanted, talk.calendar
    if calendar is None or wanted.days is None or days.first < talk.today:
        return None
    found = [
        talk.desk.why_closed(
            calendar.key, days.first, talk.state.minutes, at=each, language=talk.state.language
        )
        for each in _moments(wanted)
    ]
    closing = next((each for each in found if each.why is not Why.OUTSIDE), found[0])
    return closing if days.is_one or closing.why is Why.HORIZON else None


def _moments(wanted: When) -> list[int | None]:
    is_one_day = wanted.days is not None and wanted.days.is_one
    return [each.start for each in wanted.windows] if wanted.is_moment and is_one_day else [None]


def say_why(talk: Talk, closing: Closing, days: Days) -> None:
    texts, words = talk.texts, talk.words
    date = words.date(days.first)
    if closing.why is Why.PAST:
        talk.say(texts.why_past)
    elif closing.why is Why.NOTICE:
        talk.say(texts.why_notice)
    elif closing.why is Why.HORIZON and closing.last is not None:
        talk.say(texts.why_horizon, date=words.date(closing.last, is_full=True))
    elif closing.why is Why.HOLIDAY and closing.holiday:
        talk.say(texts.why_holiday, date=date, holiday=closing.holiday)
    elif closing.why in (Why.CLOSED, Why.HOLIDAY):
        talk.say(texts.why_closed, date=date)
    elif closing.why is Why.OUTSIDE and closing.hours:
        hours = f" {texts.and_} ".join(_hours(talk, each) for each in closing.hours)
        talk.say(texts.why_outside, date=date, hours=hours)


def _hours(talk: Talk, window: Window) -> str:
    midnight = datetime(2000, 1, 1)  # noqa: DTZ001 - a clock, no instant
    start, end = (midnight + timedelta(minutes=each) for each in (window.start, window.end))
    return talk.texts.hours.format(start=talk.words.time(start), end=talk.words.time(end))
