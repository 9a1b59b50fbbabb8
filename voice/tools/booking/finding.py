"""Finding a time: what is wanted, what is open, what is offered, what is held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from voice.tools.booking.desk import BookableCalendar, Refused
from voice.tools.booking.reasons import closing_of, say_why
from voice.tools.booking.state import Phase
from voice.tools.booking.talk import Talk, without_time
from voice.tools.booking.times import AROUND
from voice.tools.booking.when import Days, When, fits_windows
from voice.tools.booking.wishing import (
    as_named,
    day_made,
    day_meant,
    in_its_week,
    made_start,
    minute_of,
    one_of_both,
    same_time,
)

MAX_OFFERS = 3
LOOK_AHEAD = timedelta(days=27)
MAX_RANGE = timedelta(days=91)


def want(talk: Talk) -> None:
    """Join what is wanted now with what was wanted before."""
    new, state, start = talk.heard.when, talk.state, talk.start
    if talk.heard.is_same_time and not new.windows:
        new = replace(new, windows=same_time(talk))
    if talk.heard.is_same_day and not (new.days or new.either) and made_start(talk):
        new = replace(new, days=day_made(talk))
    if new.is_soonest and new.days is None:
        days = day_meant(talk) if talk.heard.is_same_day else None
        new = replace(new, days=days, either=() if days else state.wanted.either)
    if start is not None and not new.either and not new.is_soonest and new.fits(start):
        return  # it is what is kept already
    if state.phase is Phase.DAY and new.days and not new.days.is_one:
        new = one_of_both(new, state.wanted.either)
    if new.is_weekday:
        new = as_named(talk, new) or in_its_week(talk, new)
    if new.either:
        wants(talk, replace(new, windows=new.windows or state.wanted.windows))
        return
    if new.days or new.is_soonest:
        windows = new.windows or (() if new.is_soonest else state.wanted.windows)
        wants(talk, replace(new, windows=windows))
        return
    offered = [each for each in talk.offers if fits_windows(new.windows, each)]
    if state.phase is Phase.TIME and new.is_moment and offered:
        if len(offered) == 1:
            choose(talk, offered[0])
        else:
            which(talk, offered)
        return
    wants(talk, replace(new, days=day_meant(talk), either=state.wanted.either))


def wants(talk: Talk, when: When) -> None:
    talk.forget_time()
    talk.change(wanted=when, offers=(), phase=Phase.TIME)
    if when.is_moment:
        talk.change(moments=tuple(each.start for each in when.windows))


def find(talk: Talk) -> None:
    """Hold the time that is wanted, if it is one; otherwise offer some."""
    wanted = talk.state.wanted
    if wanted.either:
        talk.change(phase=Phase.DAY)
        talk.say(talk.texts.ask_day, days=talk.words.days(wanted.either))
        return
    days = wanted.days or Days(talk.today, talk.today + LOOK_AHEAD)
    fitting = [each for each in open_in(talk, days) if wanted.fits(each)]
    is_one_day = wanted.days is not None and wanted.days.is_one
    is_certain = len(fitting) == 1 and not talk.heard.names_zone
    if is_certain and wanted.is_moment and is_one_day:
        choose(talk, fitting[0])
    elif not fitting:
        _offer_near(talk, days)
    elif wanted:
        fitting = _centered(wanted, fitting) or fitting
        offer(talk, some(fitting, is_soonest=wanted.is_soonest))
    else:
        _offered(talk, some(fitting))
        talk.say(talk.texts.offer_some, moments=talk.words.moments(talk.offers))


def _centered(wanted: When, fitting: Sequence[datetime]) -> list[datetime]:
    """Exactly the time that "around 3" names."""
    centers = {
        each.start + AROUND for each in wanted.windows if each.end - each.start == 2 * AROUND
    }
    return [each for each in fitting if minute_of(each) in centers]


def other_times(talk: Talk, start: datetime) -> None:
    """Offer the day's other times, or those of days after it, in place of the one that is held."""
    day = start.date()
    wants(talk, When(days=Days.one(day)))
    near = [each for each in open_in(talk, Days(day, day + LOOK_AHEAD)) if each != start]
    others = [each for each in near if each.date() == day]
    if not others:
        talk.say(talk.texts.nothing_more)
    if near:
        (offer if others else instead)(talk, some(others or near))


def _offer_near(talk: Talk, days: Days) -> None:
    """Nothing fits: the same day at other times, or else the days after."""
    wanted, closing = talk.state.wanted, closing_of(talk, days)
    near = open_in(talk, days) if wanted.windows else []
    if closing is not None and closing.last is not None:
        near = open_in(talk, Days(closing.last - LOOK_AHEAD, closing.last))[-MAX_OFFERS:]
    if wanted.days is None and near:
        near = near[:MAX_OFFERS]
    if not near:
        first = max(days.first, talk.today)
        near = open_in(talk, Days(first, first + LOOK_AHEAD))
    if not near:
        near = open_in(talk, Days(talk.today, talk.today + LOOK_AHEAD))
    talk.say(talk.texts.nothing_then if near else talk.texts.nothing_at_all)
    if closing is not None:
        say_why(talk, closing, days)
    is_beyond = closing is not None and closing.last is not None
    talk.change(wanted=When() if is_beyond else without_time(wanted))
    if near:
        instead(talk, _nearest(near, talk))
    else:
        talk.change(phase=Phase.TIME, wanted=When(), offers=())
        talk.say(talk.texts.ask_when)


def _nearest(times: Sequence[datetime], talk: Talk) -> list[datetime]:
    windows = talk.heard.when.windows

    def distance(each: datetime) -> int:
        return min((abs(minute_of(each) - window.start) for window in windows), default=0)

    day = times[0].date()
    same = [each for each in times if each.date() == day]
    chosen = sorted(same, key=distance)[:MAX_OFFERS]
    chosen += [each for each in times if each not in same][: MAX_OFFERS - len(chosen)]
    return sorted(chosen)


def choose(talk: Talk, start: datetime) -> None:
    """Hold a time, in place of the one held before."""
    calendar = talk.calendar
    if calendar is None:
        return
    state = talk.state
    held = talk.desk.hold(calendar.key, start, state.minutes, held=state.held)
    if isinstance(held, Refused):
        refuse(talk, start, held, calendar)
        return
    talk.change(held=held, start=start.isoformat(), phase=Phase.DETAILS, asked="")
    talk.is_kept = bool(held)


def keep_on(talk: Talk) -> Refused | None:
    """Keep the time that is held: it is let go while nobody answers, and may be taken then."""
    calendar, start, state = talk.calendar, talk.start, talk.state
    if calendar is None or start is None or not state.held:
        return None
    held = talk.desk.hold(calendar.key, start, state.minutes, held=state.held)
    if isinstance(held, Refused):
        return held
    talk.change(held=held)
    return None


def refuse(talk: Talk, start: datetime, refused: Refused, calendar: BookableCalendar) -> None:
    """Say that a time cannot be had, with others."""
    talk.forget_time()
    talk.say(talk.texts.taken, moment=talk.words.moment(start))
    times = [each.astimezone(talk.zone) for each in refused.alternatives[:MAX_OFFERS]]
    times = times or some(open_in(talk, Days(talk.today, talk.today + LOOK_AHEAD)))
    talk.change(wanted=When(days=Days.one(start.date())))
    if times:
        instead(talk, times)
    else:
        talk.change(phase=Phase.TIME, offers=())
        talk.say(talk.texts.nothing_at_all)


def open_in(talk: Talk, days: Days) -> list[datetime]:
    calendar = talk.calendar
    first = max(days.first, talk.today)
    last = min(days.last, first + MAX_RANGE)
    if calendar is None or last < first:
        return []
    times = talk.desk.open_times(calendar.key, talk.state.minutes, first, last)
    return [each for each in times if days.has(each.date())]


def some(times: Sequence[datetime], *, is_soonest: bool = False) -> list[datetime]:
    """At most three: over the day if it is one, of different days if there are several."""
    if len(times) <= MAX_OFFERS or is_soonest:
        return list(times[:MAX_OFFERS])
    by_day: dict[object, datetime] = {}
    for each in times:
        by_day.setdefault(each.date(), each)
    if len(by_day) == 1:
        return [times[0], times[len(times) // 2], times[-1]]
    chosen = list(by_day.values())[:MAX_OFFERS]
    chosen += [each for each in times if each not in chosen][: MAX_OFFERS - len(chosen)]
    return sorted(chosen)


def offer(talk: Talk, times: Sequence[datetime]) -> None:
    _offered(talk, times)
    words, texts = talk.words, talk.texts
    if len(times) == 1:
        talk.say(texts.offer_one, moment=words.moment(times[0]))
    elif len({each.date() for each in times}) == 1:
        hours = words.list([words.time(each) for each in times])
        talk.say(texts.offer_day, date=words.date(times[0]), times=hours)
    else:
        talk.say(texts.offer_many, moments=words.moments(times))


def instead(talk: Talk, times: Sequence[datetime]) -> None:
    _offered(talk, times)
    if len(times) == 1:
        talk.say(talk.texts.offer_one, moment=talk.words.moment(times[0]))
    else:
        talk.say(talk.texts.instead, moments=talk.words.moments(times))


def which(talk: Talk, times: Sequence[datetime]) -> None:
    _offered(talk, times)
    talk.say(talk.texts.ask_which, moments=talk.words.moments(times))


def _offered(talk: Talk, times: Sequence[datetime]) -> None:
    offers = tuple(each.isoformat() for each in times)
    shown = tuple(dict.fromkeys((*talk.state.shown, *offers)))
    talk.change(offers=offers, shown=shown[-60:], phase=Phase.TIME)
