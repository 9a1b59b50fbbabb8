"""Finding a time: what is wanted, what is open, what is offered, what is held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from voice.tools.booking.desk import BookableCalendar, Refused
from voice.tools.booking.hearing import ORDINALS, Pick
from voice.tools.booking.state import Phase
from voice.tools.booking.talk import Talk, without_time
from voice.tools.booking.when import Days, When, fits_windows

MAX_OFFERS = 3
LOOK_AHEAD = timedelta(days=27)
MAX_RANGE = timedelta(days=91)


def hear_time(talk: Talk) -> None:
    """Take up what was said of days and times, or which offer was pointed at."""
    heard, state = talk.heard, talk.state
    if _is_pick(talk):
        _pick(talk)
    elif heard.when:
        _want(talk)
    elif heard.is_yes and state.phase is Phase.TIME and len(state.offers) == 1:
        choose(talk, talk.offers[0])


def _is_pick(talk: Talk) -> bool:
    """True if an offer is meant: "the 2nd" is one, unless it is the day of some offers only."""
    heard, state = talk.heard, talk.state
    if heard.pick is None or not (state.offers or state.phase is Phase.DAY):
        return False
    if not heard.when:
        return heard.pick is not Pick.THAT or state.phase is Phase.TIME
    if heard.pick not in ORDINALS or heard.when.windows or state.phase is not Phase.TIME:
        return False
    on_that_day = [each for each in talk.offers if heard.when.fits(each)]
    return not 0 < len(on_that_day) < len(state.offers)


def _pick(talk: Talk) -> None:
    pick, offers = talk.heard.pick, talk.offers
    if talk.state.phase is Phase.DAY:
        _pick_day(talk)
        return
    others = [each for each in offers if each != talk.start]
    if pick in ORDINALS and int(str(pick)) < len(offers):
        choose(talk, offers[int(str(pick))])
    elif pick is Pick.LAST or (pick is Pick.LATER_ONE and len(offers) == 2):
        choose(talk, offers[-1])
    elif pick is Pick.EARLIER_ONE and len(offers) == 2:
        choose(talk, offers[0])
    elif pick is Pick.THAT and len(offers) == 1:
        choose(talk, offers[0])
    elif pick is Pick.OTHER and len(others) == 1:
        choose(talk, others[0])
    elif pick in (Pick.LATER, Pick.EARLIER, Pick.MORE):
        _more(talk)
    else:
        talk.forget_time()
        which(talk, others if pick is Pick.OTHER else offers)


def _pick_day(talk: Talk) -> None:
    either = talk.state.wanted.either
    place = {Pick.LAST: len(either) - 1, Pick.LATER_ONE: len(either) - 1, Pick.EARLIER_ONE: 0}
    pick = talk.heard.pick
    index = int(str(pick)) if pick in ORDINALS else place.get(pick) if pick else None
    if index is not None and index < len(either):
        _wants(talk, replace(talk.state.wanted, days=either[index], either=()))


def _more(talk: Talk) -> None:
    """Times other than those shown, later or earlier than the offers if that was asked for."""
    state, offers = talk.state, talk.offers
    edges = [*offers, *([talk.start] if talk.start else [])]
    first, last = min(edges), max(edges)
    talk.forget_time()
    shown = {talk.local(each) for each in state.shown}
    days = Days(first.date(), last.date())
    pick = talk.heard.pick
    for wider in (days, Days(days.first, days.first + LOOK_AHEAD)):
        found = [each for each in _open(talk, wider) if each not in shown]
        if pick is Pick.LATER:
            found = [each for each in found if each > last]
        elif pick is Pick.EARLIER:
            found = [each for each in found if each < first]
        if found:
            talk.change(wanted=When(days=wider))
            offer(talk, _some(found, is_soonest=pick is not Pick.EARLIER))
            return
    talk.say(talk.texts.nothing_more)
    which(talk, offers)


def _want(talk: Talk) -> None:
    """Join what is wanted now with what was wanted before."""
    new, state, start = talk.heard.when, talk.state, talk.start
    if start is not None and not new.either and not new.is_soonest and new.fits(start):
        return  # it is what is kept already
    if new.is_weekday:
        new = _in_its_week(talk, new)
    if new.either:
        _wants(talk, replace(new, windows=new.windows or state.wanted.windows))
        return
    if new.days or new.is_soonest:
        windows = new.windows or (() if new.is_soonest else state.wanted.windows)
        _wants(talk, replace(new, windows=windows))
        return
    offered = [each for each in talk.offers if fits_windows(new.windows, each)]
    if state.phase is Phase.TIME and new.is_moment and offered:
        if len(offered) == 1:
            choose(talk, offered[0])
        else:
            which(talk, offered)
        return
    _wants(talk, replace(new, days=_day_meant(talk), either=state.wanted.either))


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
    return Days.one(dates.pop()) if len(dates) == 1 else None


def _wants(talk: Talk, when: When) -> None:
    talk.forget_time()
    talk.change(wanted=when, offers=(), phase=Phase.TIME)


def find(talk: Talk) -> None:
    """Hold the time that is wanted, if it is one; otherwise offer some."""
    wanted = talk.state.wanted
    if wanted.either:
        talk.change(phase=Phase.DAY)
        talk.say(talk.texts.ask_day, days=talk.words.days(wanted.either))
        return
    days = wanted.days or Days(talk.today, talk.today + LOOK_AHEAD)
    fitting = [each for each in _open(talk, days) if wanted.fits(each)]
    is_one_day = wanted.days is not None and wanted.days.is_one
    is_certain = len(fitting) == 1 and not talk.heard.names_zone
    if is_certain and wanted.is_moment and is_one_day:
        choose(talk, fitting[0])
    elif not fitting:
        _offer_near(talk, days)
    elif wanted:
        offer(talk, _some(fitting, is_soonest=wanted.is_soonest))
    else:
        _offered(talk, _some(fitting))
        talk.say(talk.texts.offer_some, moments=talk.words.moments(talk.offers))


def other_times(talk: Talk, start: datetime) -> None:
    """Offer the day's other times, or those of days after it, in place of the one that is held."""
    day = start.date()
    _wants(talk, When(days=Days.one(day)))
    near = [each for each in _open(talk, Days(day, day + LOOK_AHEAD)) if each != start]
    others = [each for each in near if each.date() == day]
    if not others:
        talk.say(talk.texts.nothing_more)
    if near:
        (offer if others else instead)(talk, _some(others or near))


def _offer_near(talk: Talk, days: Days) -> None:
    """Nothing fits: the same day at other times, or else the days after."""
    wanted = talk.state.wanted
    near = _open(talk, days) if wanted.windows else []
    if wanted.days is None and near:
        near = near[:MAX_OFFERS]
    if not near:
        first = max(days.first, talk.today)
        near = _open(talk, Days(first, first + LOOK_AHEAD))
    if not near:
        near = _open(talk, Days(talk.today, talk.today + LOOK_AHEAD))
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
        minute = each.hour * 60 + each.minute
        return min((abs(minute - window.start) for window in windows), default=0)

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
    times = times or _some(_open(talk, Days(talk.today, talk.today + LOOK_AHEAD)))
    talk.change(wanted=When(days=Days.one(start.date())))
    if times:
        instead(talk, times)
    else:
        talk.change(phase=Phase.TIME, offers=())
        talk.say(talk.texts.nothing_at_all)


def _open(talk: Talk, days: Days) -> list[datetime]:
    calendar = talk.calendar
    first = max(days.first, talk.today)
    last = min(days.last, first + MAX_RANGE)
    if calendar is None or last < first:
        return []
    times = talk.desk.open_times(calendar.key, talk.state.minutes, first, last)
    return [each for each in times if days.has(each.date())]


def _some(times: Sequence[datetime], *, is_soonest: bool = False) -> list[datetime]:
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
