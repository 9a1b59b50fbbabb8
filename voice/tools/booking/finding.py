"""Finding a time: what is wanted, what is open, what is offered, what is held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from voice.tools.booking.desk import BookableCalendar, Refused
from voice.tools.booking.state import Phase
from voice.tools.booking.talk import Talk, without_time
from voice.tools.booking.times import AROUND
from voice.tools.booking.when import Days, When, Window, fits_windows

MAX_OFFERS = 3
LOOK_AHEAD = timedelta(days=27)
MAX_RANGE = timedelta(days=91)


def want(talk: Talk) -> None:
    """Join what is wanted now with what was wanted before."""
    new, state, start = talk.heard.when, talk.state, talk.start
    if talk.heard.is_same_time and not new.windows:
        new = replace(new, windows=_same_time(talk))
    if new.is_soonest and new.days is None:
        days = _day_meant(talk) if talk.heard.is_same_day else None
        new = replace(new, days=days, either=() if days else state.wanted.either)
    if start is not None and not new.either and not new.is_soonest and new.fits(start):
        return  # it is what is kept already
    if state.phase is Phase.DAY and new.days and not new.days.is_one:
        new = _one_of_both(new, state.wanted.either)
    if new.is_weekday:
        new = _as_named(talk, new) or _in_its_week(talk, new)
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
    wants(talk, replace(new, days=_day_meant(talk), either=state.wanted.either))


def _same_time(talk: Talk) -> tuple[Window, ...]:
    """The time that is held, or that was wanted last, or of the appointment that is moved."""
    made = made_start(talk)
    known = [_minute(each) for each in (talk.start or made,) if each is not None]
    return tuple(Window(each, each) for each in known or talk.state.moments)


def shifted_time(talk: Talk) -> When | None:
    """What "an hour later" is, if one time or one day is spoken of."""
    shift, base = talk.heard.shift, talk.start or made_start(talk)
    if shift is None:
        return None
    if base is not None:
        other = base.replace(tzinfo=None) + timedelta(days=shift.days, minutes=shift.minutes)
        return When(Days.one(other.date()), windows=(Window(_minute(other), _minute(other)),))
    days = _day_meant(talk)
    times = _same_time(talk)
    if days is None or not days.is_one or (shift.minutes and not times):
        return None
    day = Days.one(days.first + timedelta(days=shift.days))
    later = tuple(Window(each.start + shift.minutes, each.end + shift.minutes) for each in times)
    return When(day, windows=later or talk.state.wanted.windows)


def _minute(start: datetime) -> int:
    return start.hour * 60 + start.minute


def _as_named(talk: Talk, new: When) -> When | None:
    """The day of that weekday among those that were named to choose from, if there is one."""
    named = [each.date() for each in talk.offers]
    if talk.state.phase is Phase.DAY:
        named = [each.first for each in talk.state.wanted.either if each.is_one]
    weekday = new.days.first.weekday() if new.days else None
    fitting = {each for each in named if each.weekday() == weekday}
    return replace(new, days=Days.one(fitting.pop())) if len(fitting) == 1 else None


def _one_of_both(new: When, either: Sequence[Days]) -> When:
    """ "This week" tells which Friday was meant."""
    fitting = [each for each in either if new.days and new.days.has(each.first)]
    return replace(new, days=fitting[0]) if len(fitting) == 1 else new


def _in_its_week(talk: Talk, new: When) -> When:
    """A weekday of the week that is talked about; if that is a single later day's, it is asked."""
    talked, day = _day_meant(talk), new.days.first if new.days else None
    if talked is None or day is None or talked.has(day):
        return new
    monday = talked.first - timedelta(days=talked.first.weekday())
    other = monday + timedelta(days=day.weekday())
    if other <= day:
        return new
    if not talked.is_one:
        return replace(new, days=Days.one(other)) if talked.has(other) else new
    return replace(new, days=None, either=(Days.one(day), Days.one(other)))


def _day_meant(talk: Talk) -> Days | None:
    """The days to which a mere time belongs."""
    if talk.start is not None:
        return Days.one(talk.start.date())
    if talk.state.wanted.days is not None:
        return talk.state.wanted.days
    dates = {each.date() for each in talk.offers}
    made = made_start(talk)
    if made is not None and not dates:
        return Days.one(made.date())
    return Days.one(dates.pop()) if len(dates) == 1 else None


def made_start(talk: Talk) -> datetime | None:
    """When the appointment is that is being moved."""
    made = talk.state.made
    return talk.local(made.start) if made is not None and talk.state.is_moving else None


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
    return [each for each in fitting if _minute(each) in centers]


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
    wanted = talk.state.wanted
    near = open_in(talk, days) if wanted.windows else []
    if wanted.days is None and near:
        near = near[:MAX_OFFERS]
    if not near:
        first = max(days.first, talk.today)
        near = open_in(talk, Days(first, first + LOOK_AHEAD))
    if not near:
        near = open_in(talk, Days(talk.today, talk.today + LOOK_AHEAD))
    talk.say(talk.texts.nothing_then if near else talk.texts.nothing_at_all)
    talk.change(wanted=without_time(wanted))
    if near:
        instead(talk, _nearest(near, talk))
    else:
        talk.change(phase=Phase.TIME, wanted=When(), offers=())
        talk.say(talk.texts.ask_when)


def _nearest(times: Sequence[datetime], talk: Talk) -> list[datetime]:
    windows = talk.heard.when.windows

    def distance(each: datetime) -> int:
        return min((abs(_minute(each) - window.start) for window in windows), default=0)

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
