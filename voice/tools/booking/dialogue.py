"""The booking dialogue: one message in, the next state and what to say out. No model, no clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from voice.tools.booking import asking, closing, details, finding, picking
from voice.tools.booking.desk import Desk
from voice.tools.booking.hearing import Change, hear
from voice.tools.booking.state import Detail, Phase, State
from voice.tools.booking.talk import Talk, missing_detail, zone_of
from voice.tools.booking.texts import texts_of
from voice.tools.booking.understanding import normalize
from voice.tools.booking.when import When
from voice.tools.booking.wording import Wording
from voice.tools.booking.words import language_of


def step(state: State, said: str, desk: Desk, now: datetime) -> tuple[State, str | None]:
    """Take one message; the reply is None if the answer engine is to answer it.

    If the dialogue is still open then, `reminder` says where it stood. A message that does not ask
    for an appointment leaves a dialogue closed.
    """
    calendars = desk.calendars()
    if not calendars:
        return State(language=state.language), None
    minimum = 2 if state.asked == Detail.NAME else 1  # names are words too
    state = replace(state, language=language_of(normalize(said), state.language, minimum=minimum))
    today = now.astimezone(zone_of(state, calendars)).date()
    heard = hear(said, state, calendars, today)
    talk = Talk(state, heard, desk, calendars, now)
    if asking.answer(talk):
        talk.lines += filter(None, [reminder(talk.state, desk)])
    elif state.is_open:
        _go_on(talk)
    else:
        _begin(talk)
    return talk.state, " ".join(talk.lines) or None


def reminder(state: State, desk: Desk) -> str:
    """One sentence that leads back to where an interrupted dialogue stands; "" if it is closed."""
    texts, words = texts_of(state.language), Wording(texts_of(state.language))
    calendars = desk.calendars()
    if not state.is_open or not calendars:
        return ""
    zone = zone_of(state, calendars)
    calendar = next((each for each in calendars if each.key == state.calendar), None)
    if state.phase is Phase.CANCEL and state.made:
        made = datetime.fromisoformat(state.made.start).astimezone(zone)
        return texts.remind_cancel.format(moment=words.moment(made))
    if state.phase is Phase.CALENDAR or calendar is None:
        return texts.ask_calendar.format(names=words.list([each.name for each in calendars]))
    if state.phase is Phase.LENGTH:
        return texts.ask_length.format(lengths=words.lengths(calendar.minutes))
    if state.phase is Phase.DAY:
        return texts.ask_day.format(days=words.days(state.wanted.either))
    if not state.start:
        offers = [datetime.fromisoformat(each).astimezone(zone) for each in state.offers]
        return (
            texts.ask_which.format(moments=words.moments(offers))
            if len(offers) > 1
            else texts.remind_when
        )
    moment = words.moment(datetime.fromisoformat(state.start).astimezone(zone))
    missing = missing_detail(state, calendar)
    if missing is None:
        return texts.remind_confirm.format(moment=moment)
    return texts.remind_details.format(
        moment=moment, question=details.question_for(texts, *missing)
    )


def _begin(talk: Talk) -> None:
    heard = talk.heard
    if heard.is_question:
        return
    if closing.is_late_address(talk):
        closing.take_no_address(talk)
    elif heard.cancels:
        closing.ask_to_cancel(talk)
    elif heard.moves:
        closing.start_moving(talk)
        if talk.state.is_moving:
            _take_up(talk)
            _advance(talk)
    elif heard.books:
        _say_no_such_day(talk)
        _take_up(talk)
        _advance(talk)


def _say_no_such_day(talk: Talk) -> None:
    if talk.heard.no_such_day is not None:
        day, month = talk.heard.no_such_day
        name = talk.texts.months[month - 1]
        talk.say(talk.texts.no_such_day, day=str(day), month=name)


def _go_on(talk: Talk) -> None:
    heard, state = talk.heard, talk.state
    if _is_lost(talk):
        return
    if state.phase is Phase.CANCEL:
        if not (heard.is_question or heard.is_courtesy):
            closing.answer_to_cancel(talk)
    elif details.is_answer(talk):
        _listen(talk)
    elif heard.is_restart:
        _restart(talk)
    elif (heard.is_stop or heard.cancels) and not heard.books:
        _stop(talk)
    elif heard.is_question or (heard.is_courtesy and not heard.is_yes):
        details.hear_details(talk) if heard.has_details else None
    elif state.phase is Phase.CONFIRM:
        _confirm(talk)
    else:
        _listen(talk)


def _is_lost(talk: Talk) -> bool:
    """True, and told, if the time that was held is somebody else's by now.

    A yes is judged as it is booked; and where another time is wanted, this one does not matter.
    """
    heard, start, calendar = talk.heard, talk.start, talk.calendar
    is_other = heard.when or heard.shift or heard.is_stop or heard.is_restart or heard.cancels
    is_booked = talk.state.phase is Phase.CONFIRM and heard.is_yes
    if is_other or is_booked or heard.is_question or start is None or calendar is None:
        return False
    refused = finding.keep_on(talk)
    if refused is None:
        return False
    details.hear_details(talk)
    finding.refuse(talk, start, refused, calendar)
    return True


def _restart(talk: Talk) -> None:
    was_moving = talk.state.is_moving
    talk.finish()
    talk.change(name="", email="", phone="")
    talk.say(talk.texts.restarted)
    if was_moving:
        closing.start_moving(talk)
    _take_up(talk)
    _advance(talk)


def _stop(talk: Talk) -> None:
    made = talk.state.made if talk.state.is_moving or talk.heard.cancels else None
    if made is not None and talk.heard.cancels and not talk.heard.is_stop:
        closing.ask_to_cancel(talk)
        return
    talk.finish()
    if made is not None:
        moment = talk.words.moment(datetime.fromisoformat(made.start))
        talk.say(talk.texts.kept_appointment, moment=moment)
    else:
        talk.say(talk.texts.stopped)


def _listen(talk: Talk) -> None:
    before = talk.state
    _take_up(talk)
    if talk.lines:
        return
    if talk.state == before and talk.state.phase is Phase.TIME:
        if talk.heard.is_no:
            talk.say(talk.texts.ask_when)
            return
        if talk.heard.no_such_day:
            _say_no_such_day(talk)
        else:
            talk.say(talk.texts.unclear)
        if talk.offers:
            finding.which(talk, talk.offers)
        else:
            talk.say(talk.texts.ask_when)
        return
    _say_no_such_day(talk)
    _advance(talk)


def _confirm(talk: Talk) -> None:
    before = talk.state
    _take_up(talk)
    if talk.lines:
        return
    if talk.state != before or talk.is_kept:
        _advance(talk)
    elif talk.heard.no_such_day:
        _say_no_such_day(talk)
        closing.ask_to_confirm(talk)
    elif talk.heard.changes:
        _forget(talk, talk.heard.changes)
        _advance(talk)
    elif talk.heard.is_yes and before.asked != Detail.CHANGE:
        closing.complete(talk)
        if talk.state.phase is Phase.DETAILS:
            _advance(talk)
    elif talk.heard.is_no or _may_be_correction(talk):
        talk.change(asked=Detail.CHANGE.value)
        if not talk.heard.is_no:
            talk.say(talk.texts.unclear)
        talk.say(talk.texts.what_to_change)
    else:
        talk.say(talk.texts.confirm_again)
        closing.ask_to_confirm(talk)


def _may_be_correction(talk: Talk) -> bool:
    """True for what was not understood, unless the time that was read out is said once more."""
    heard, start = talk.heard, talk.start
    repeats = start is not None and bool(heard.when) and heard.when.fits(start)
    return heard.is_unclear and not heard.is_yes and not repeats


def _forget(talk: Talk, change: Change) -> None:
    """Ask anew for what was said to be wrong."""
    if change is Change.NAME:
        talk.change(name="")
    elif change is Change.CONTACT:
        talk.change(email="", phone="")
    elif change is Change.TIME and talk.start is not None:
        finding.other_times(talk, talk.start)
    else:
        talk.forget_time()
        talk.change(wanted=When(), offers=())


def _take_up(talk: Talk) -> None:
    """Everything that a message adds or changes."""
    is_asked = talk.state.phase is Phase.DETAILS and talk.state.asked == Detail.QUESTION
    if is_asked and not details.is_change(talk):
        details.hear_details(talk)
        return
    details.hear_calendar(talk)
    details.hear_details(talk) if not is_asked else None
    if talk.calendar is None or not talk.state.minutes:
        if talk.heard.when:
            talk.change(wanted=_joined(talk.state.wanted, talk.heard.when))
        return
    picking.hear_time(talk)


def _joined(old: When, new: When) -> When:
    return When(
        days=new.days if new.days or new.either else old.days,
        either=new.either if new.days or new.either else old.either,
        windows=new.windows or old.windows,
        is_soonest=new.is_soonest or old.is_soonest,
    )


def _advance(talk: Talk) -> None:
    """Ask for the next thing that is missing."""
    if talk.lines and talk.state.phase is Phase.TIME and talk.state.offers:
        return
    calendar = talk.calendar
    if calendar is None:
        details.ask_calendar(talk)
        return
    if not talk.state.minutes:
        details.ask_length(talk)
        return
    if (
        not talk.state.start
        and talk.offers
        and not talk.heard.when
        and talk.state.phase is Phase.TIME
    ):
        finding.which(talk, talk.offers)
    elif not talk.state.start:
        if talk.heard.names_zone:
            talk.say(talk.texts.zone_note, zone=calendar.zone)
        finding.find(talk)
    if not talk.state.start:
        return
    details.check_number(talk)
    missing = missing_detail(talk.state, calendar)
    if missing is None:
        closing.ask_to_confirm(talk)
    else:
        details.ask_detail(talk, *missing)
