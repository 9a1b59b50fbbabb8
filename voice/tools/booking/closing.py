"""Confirming and booking; moving and cancelling what was booked in the same conversation."""

from __future__ import annotations

from datetime import datetime

from voice.tools.booking.desk import Booked, BookingRequest, Reason, Refused
from voice.tools.booking.finding import refuse
from voice.tools.booking.state import Made, Phase
from voice.tools.booking.talk import Talk


def ask_to_confirm(talk: Talk) -> None:
    """Repeat everything; nothing is booked before this was answered with yes."""
    calendar, start = talk.calendar, talk.start
    if calendar is None or start is None:
        return
    talk.change(phase=Phase.CONFIRM, asked="")
    state, texts, words = talk.state, talk.texts, talk.words
    talk.say(
        texts.confirm_move if state.is_moving else texts.confirm,
        calendar=calendar.name,
        moment=words.full_moment(start, calendar.zone),
        minutes=texts.minutes.format(minutes=state.minutes),
        who=words.who(state.name, state.email, state.phone),
    )


def complete(talk: Talk) -> None:
    """Book or move what was confirmed, then say what stands in the calendar."""
    calendar, start, state = talk.calendar, talk.start, talk.state
    if calendar is None or start is None:
        return
    key = f"{state.attempts}"
    talk.change(attempts=state.attempts + 1)
    if state.is_moving and state.made is not None:
        result = talk.desk.reschedule(state.made.appointment, start, held=state.held, key=key)
    else:
        request = BookingRequest(
            key=key,
            calendar=calendar.key,
            start=start,
            minutes=state.minutes,
            name=state.name,
            email=state.email,
            phone=state.phone,
            answers=tuple(
                (question.key, answer)
                for question, answer in zip(calendar.questions, state.answers, strict=True)
            ),
            held=state.held,
            language=state.language,
        )
        result = talk.desk.book(request)
    if isinstance(result, Refused):
        _refused(talk, result, start)
    else:
        _booked(talk, result)


def _booked(talk: Talk, booked: Booked) -> None:
    """Said from the desk's answer, not from what was asked for."""
    state, texts, words, calendar = talk.state, talk.texts, talk.words, talk.calendar
    if calendar is None:
        return
    pending = texts.booked_pending if state.email else texts.booked_waiting
    template = pending if booked.is_pending else texts.booked
    talk.say(
        texts.moved if state.is_moving and not booked.is_pending else template,
        calendar=calendar.name,
        moment=words.full_moment(booked.start.astimezone(talk.zone), calendar.zone),
        minutes=texts.minutes.format(minutes=booked.minutes),
        who=words.who(state.name, state.email, state.phone),
    )
    if not (state.email or state.is_moving):
        talk.say(texts.no_mail)
    if booked.link:
        talk.say(texts.change_link, link=booked.link)
    else:
        talk.say(texts.change_here if state.email else texts.change_here_only)
    talk.change(held="")  # the appointment has taken its place
    talk.finish()
    made = Made(booked.appointment, booked.calendar, booked.start.isoformat(), booked.minutes)
    talk.change(made=made)


def is_late_address(talk: Talk) -> bool:
    """True if one is given, and nothing else wanted, after a booking without one."""
    heard, state = talk.heard, talk.state
    is_mere = not (heard.books or heard.moves or heard.cancels)
    return is_mere and state.made is not None and bool(heard.email) and not state.email


def take_no_address(talk: Talk) -> None:
    """An appointment that stands is not given an address here; the next one is."""
    made = talk.state.made
    if made is not None:
        talk.change(email=talk.heard.email)
        talk.say(talk.texts.no_later_email, moment=talk.words.moment(talk.local(made.start)))
        talk.say(talk.texts.change_here_only)


def _refused(talk: Talk, refused: Refused, start: datetime) -> None:
    texts, calendar = talk.texts, talk.calendar
    if refused.reason is Reason.EMAIL:
        talk.change(email="", phase=Phase.DETAILS)
        talk.say(texts.bad_email)
    elif refused.reason is Reason.PHONE:
        talk.change(phone="", phase=Phase.DETAILS)
        talk.say(texts.bad_phone)
    elif refused.reason is Reason.NAME:
        talk.change(name="", phase=Phase.DETAILS)
    elif refused.reason is Reason.ANSWERS:
        talk.change(answers=(), phase=Phase.DETAILS)
    elif refused.reason is Reason.TOO_MANY:
        talk.say(texts.too_many)
        talk.finish()
    elif refused.reason is Reason.TWICE:
        talk.say(texts.twice, moment=talk.words.moment(start))
        talk.finish()
    elif refused.reason is Reason.NOT_CHANGEABLE:
        talk.say(texts.not_changeable)
        talk.finish()
    elif refused.reason is Reason.OTHER:
        talk.say(texts.refused, moment=talk.words.moment(start))
        talk.finish()
    elif calendar is not None:
        refuse(talk, start, refused, calendar)


def start_moving(talk: Talk) -> None:
    """Look for another time for the appointment made here; say so if there is none."""
    made = talk.state.made
    if made is None:
        talk.say(talk.texts.not_here)
        return
    talk.finish()
    talk.change(calendar=made.calendar, minutes=made.minutes, is_moving=True, phase=Phase.TIME)


def ask_to_cancel(talk: Talk) -> None:
    made = talk.state.made
    if made is None:
        talk.say(talk.texts.not_here)
        return
    talk.finish()
    talk.change(calendar=made.calendar, phase=Phase.CANCEL)
    talk.say(talk.texts.ask_cancel, moment=talk.words.moment(talk.local(made.start)))


def answer_to_cancel(talk: Talk) -> None:
    """Cancel after a yes; keep it after a no; ask again otherwise."""
    made, heard = talk.state.made, talk.heard
    if made is None:
        talk.finish()
        return
    moment = talk.words.moment(talk.local(made.start))
    if heard.is_no or heard.keeps:
        talk.say(talk.texts.kept_appointment, moment=moment)
        talk.finish()
    elif heard.is_yes:
        key = f"{talk.state.attempts}"
        talk.change(attempts=talk.state.attempts + 1)
        if talk.desk.cancel(made.appointment, key=key) is None:
            talk.say(talk.texts.cancelled, moment=moment)
            talk.finish()
            talk.change(made=None)
        else:
            talk.say(talk.texts.not_changeable)
            talk.finish()
    else:
        talk.say(talk.texts.ask_cancel, moment=moment)
