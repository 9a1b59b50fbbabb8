"""Pointing at what was offered: "the second one", "a later one", "none of these"."""

from __future__ import annotations

from dataclasses import replace

from voice.tools.booking.finding import (
    LOOK_AHEAD,
    choose,
    offer,
    open_in,
    shifted_time,
    some,
    want,
    wants,
    which,
)
from voice.tools.booking.pointing import ORDINALS, Pick
from voice.tools.booking.state import Phase
from voice.tools.booking.talk import Talk
from voice.tools.booking.when import Days, When


def hear_time(talk: Talk) -> None:
    """Take up what was said of days and times, or which offer was pointed at."""
    heard, state = talk.heard, talk.state
    shifted = shifted_time(talk)
    if shifted is not None:
        wants(talk, shifted)
    elif _is_pick(talk):
        _pick(talk)
    elif heard.when:
        want(talk)
    elif heard.is_yes and state.phase is Phase.TIME and len(state.offers) == 1:
        choose(talk, talk.offers[0])


def _is_pick(talk: Talk) -> bool:
    """True if an offer is meant: "the 2nd" is one, unless it is the day of some offers only."""
    heard, state = talk.heard, talk.state
    if heard.pick is None or not (state.offers or state.phase is Phase.DAY):
        return False
    if state.phase is Phase.DAY and heard.when.days is not None:
        is_other = not any(each.has(heard.when.days.first) for each in state.wanted.either)
        return heard.pick in ORDINALS and heard.when.days.is_one and is_other
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
        wants(talk, replace(talk.state.wanted, days=either[index], either=()))


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
        found = [each for each in open_in(talk, wider) if each not in shown]
        if pick is Pick.LATER:
            found = [each for each in found if each > last]
        elif pick is Pick.EARLIER:
            found = [each for each in found if each < first]
        if found:
            talk.change(wanted=When(days=wider))
            offer(talk, some(found, is_soonest=pick is not Pick.EARLIER))
            return
    talk.say(talk.texts.nothing_more)
    which(talk, offers)
