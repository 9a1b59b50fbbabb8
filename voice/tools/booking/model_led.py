"""A booking that a model leads: what it is told, what it may do, and what is left of an answer.

It finds times and proposes. The platform reads out what was proposed, and what the customer then
says yes to is done by the dialogue (`dialogue.py`), which also goes on if the model fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from enum import Enum

from voice.tools.booking import closing, details, finding
from voice.tools.booking.desk import Desk
from voice.tools.booking.dialogue import reminder
from voice.tools.booking.hearing import Heard
from voice.tools.booking.model_tools import Outcome, heard_in
from voice.tools.booking.pointing import ORDINALS
from voice.tools.booking.state import Phase, State
from voice.tools.booking.talk import Talk
from voice.tools.booking.verbs import (
    Act,
    Booking,
    Moving,
)
from voice.tools.booking.when import Days, When, Window


class Taker(Enum):
    """Who takes a message."""

    NOBODY = "NOBODY"
    DIALOGUE = "DIALOGUE"
    MODEL = "MODEL"


def taker_of(state: State, said: str, desk: Desk, now: datetime) -> Taker:
    """A yes to what was read out, and an end, are the dialogue's; the model never sees them."""
    calendars = desk.calendars()
    if not calendars:
        return Taker.NOBODY
    state, heard = heard_in(state, said, calendars, now)
    if state.is_open:
        return Taker.DIALOGUE if _is_plain_answer(state, heard) else Taker.MODEL
    if heard.is_question:
        return Taker.NOBODY
    if heard.moves or heard.cancels:
        return Taker.MODEL if state.made is not None else Taker.DIALOGUE
    return Taker.MODEL if heard.books else Taker.NOBODY


def _is_plain_answer(state: State, heard: Heard) -> bool:
    if heard.is_stop or heard.is_restart or (heard.is_courtesy and not heard.is_yes):
        return True
    if state.phase is Phase.CANCEL:
        return heard.is_yes or heard.is_no or heard.keeps
    return state.phase is Phase.CONFIRM and heard.is_yes


def conclude(
    state: State, said: str, outcome: Outcome, desk: Desk, now: datetime
) -> tuple[State, str | None]:
    """Take what a model left of a message: the next state and the reply.

    None if nothing is left: the message is the dialogue's then.
    """
    calendars = desk.calendars()
    if not calendars or not (outcome.act or outcome.sentences):
        return state, None
    state, heard = heard_in(state, said, calendars, now)
    talk = Talk(state, heard, desk, calendars, now)
    talk.lines += outcome.sentences
    if outcome.act is not None:
        _propose(talk, outcome.act)
    elif _is_interrupted(talk, outcome):
        details.hear_details(talk)
        talk.lines.append(reminder(talk.state, desk))
    else:
        _go_on(talk, outcome)
    return talk.state, _joined(talk.lines) or None


def _joined(lines: Sequence[str]) -> str:
    """Points of a list stand on lines of their own."""
    text, was_point = "", False
    for line in filter(None, lines):
        is_point = re.match(r"[-*•] |\d+[.)] ", line) is not None
        text += ("\n" if is_point or was_point else " ") + line
        was_point = is_point
    return text.strip()


def _is_interrupted(talk: Talk, outcome: Outcome) -> bool:
    """True if a question was answered while the platform waits for a yes."""
    waits = talk.state.phase in (Phase.CONFIRM, Phase.CANCEL)
    start = talk.start
    return waits and talk.heard.is_question and all(each == start for each in outcome.offered)


def _propose(talk: Talk, act: Act) -> None:
    """Keep the time, and read everything out."""
    if isinstance(act, Booking):
        if talk.state.calendar not in ("", act.calendar) or talk.state.is_moving:
            talk.finish()
        talk.change(
            calendar=act.calendar,
            minutes=act.minutes,
            name=act.name,
            email=act.email,
            phone=act.phone,
            answers=act.answers,
            is_moving=False,
        )
        _keep(talk, act.start)
    elif isinstance(act, Moving):
        closing.start_moving(talk)
        if talk.state.is_moving:
            _keep(talk, act.start)
    else:
        closing.ask_to_cancel(talk)


def _keep(talk: Talk, start: datetime) -> None:
    finding.choose(talk, start.astimezone(talk.zone))
    if talk.state.start:
        closing.ask_to_confirm(talk)


def _go_on(talk: Talk, outcome: Outcome) -> None:
    """Leave the booking where the dialogue could go on: at the times that were offered."""
    details.hear_details(talk)
    wanted = _wish(talk)
    talk.forget_time()
    made, listed = talk.state.made, outcome.listed[-1] if outcome.listed else None
    if made is not None and (talk.heard.moves or talk.state.is_moving):
        talk.change(is_moving=True, calendar=made.calendar, minutes=made.minutes)
    elif listed is not None:
        talk.change(calendar=listed.calendar, minutes=listed.minutes, answers=())
    elif len(talk.calendars) == 1:
        details.hear_calendar(talk)
    offers = tuple(each.astimezone(talk.zone).isoformat() for each in outcome.offered)
    shown = tuple(dict.fromkeys((*talk.state.shown, *offers)))[-60:]
    talk.change(phase=_phase(talk), asked="", wanted=wanted, offers=offers[-12:], shown=shown)


def _wish(talk: Talk) -> When:
    """The time that is wanted, as far as the dialogue understands it: it may have to go on."""
    heard, offers = talk.heard, talk.offers
    if heard.pick in ORDINALS and not heard.when:
        place = ORDINALS.index(heard.pick)
        chosen = offers[place : place + 1]
    else:
        chosen = [each for each in offers if heard.when.is_moment and heard.when.fits(each)]
    if len(chosen) == 1:
        minute = chosen[0].hour * 60 + chosen[0].minute
        return When(days=Days.one(chosen[0].date()), windows=(Window(minute, minute),))
    return heard.when or talk.state.wanted


def _phase(talk: Talk) -> Phase:
    if talk.calendar is None:
        return Phase.CALENDAR
    return Phase.TIME if talk.state.minutes else Phase.LENGTH
