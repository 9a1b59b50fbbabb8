"""Asking for what is missing: the calendar, the duration, the person, the calendar's questions."""

from __future__ import annotations

import re

from voice.tools.booking.desk import NO, YES, Question
from voice.tools.booking.lengths import Length
from voice.tools.booking.pointing import ORDINALS, Pick
from voice.tools.booking.state import Detail, Phase
from voice.tools.booking.talk import Talk, missing_detail
from voice.tools.booking.texts.texts import Texts
from voice.tools.booking.understanding import normalize
from voice.tools.booking.when import Days, When, Window

MAX_ANSWER_LENGTH = 500


def hear_details(talk: Talk) -> None:
    """Take up names, addresses and answers; what was known is replaced by what is said now."""
    heard, state = talk.heard, talk.state
    asked = state.asked if state.phase is Phase.DETAILS else ""
    if heard.email:
        talk.change(email=heard.email)
    if heard.phone:
        talk.change(phone=heard.phone)
    if heard.name:
        talk.change(name=heard.name)
    elif asked == Detail.NAME and heard.bare and not heard.when:
        talk.change(name=heard.bare)
    if asked == Detail.QUESTION and not heard.has_details:
        _answer(talk)


def check_number(talk: Talk) -> None:
    """A number is repeated and kept as it is dialed; one that is none is asked for again."""
    calendar, phone = talk.calendar, talk.state.phone
    if calendar is None or not phone:
        return
    number = talk.desk.number(calendar.key, phone)
    talk.change(phone=number)
    if not number:
        talk.say(talk.texts.bad_phone)


def is_answer(talk: Talk) -> bool:
    """True for what would end the booking elsewhere: "no thanks" to a question, "any" length."""
    heard, state = talk.heard, talk.state
    if state.phase is Phase.LENGTH:
        return heard.length is Length.ANY
    is_asked = state.phase is Phase.DETAILS and state.asked == Detail.QUESTION
    return is_asked and heard.is_polite_no


def is_change(talk: Talk) -> bool:
    """True for a change of mind in place of an answer; an answer may have a "not" in it."""
    heard = talk.heard
    is_other = bool(heard.when or heard.shift or heard.changes or heard.moves or heard.books)
    return heard.has_but and is_other


def _answer(talk: Talk) -> None:
    calendar = talk.calendar
    if calendar is None or len(talk.state.answers) >= len(calendar.questions):
        return
    question = calendar.questions[len(talk.state.answers)]
    answer = " ".join(talk.heard.text.split())[:MAX_ANSWER_LENGTH]
    if question.is_yes_or_no:
        if not (talk.heard.is_yes or talk.heard.is_no):
            return
        answer = YES if talk.heard.is_yes else NO
    elif question.choices:
        said = normalize(answer)
        fitting = [each for each in question.choices if _says(said, normalize(each))]
        if len(fitting) != 1:
            return
        answer = fitting[0]
    talk.change(answers=(*talk.state.answers, answer))


def _says(said: str, choice: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(choice)}(?!\w)", said) is not None


def hear_calendar(talk: Talk) -> None:
    """Take up which calendar and how long; another one means another time."""
    heard = talk.heard
    key = heard.calendar or _calendar_meant(talk)
    if key and key != talk.state.calendar and not talk.state.is_moving:
        if talk.state.calendar:
            talk.forget_time()
            talk.change(offers=(), minutes=0, answers=(), phase=Phase.TIME)
        talk.change(calendar=key)
    calendar = talk.calendar
    if calendar is None:
        return
    if len(calendar.minutes) == 1:
        talk.change(minutes=calendar.minutes[0])
    elif heard.minutes in calendar.minutes and heard.minutes != talk.state.minutes:
        _take_minutes(talk, heard.minutes or 0)
    elif talk.state.phase is Phase.LENGTH and not talk.state.minutes:
        _bare_minutes(talk)


def _calendar_meant(talk: Talk) -> str:
    """The only one, the one that is pointed at, or the only one that offers what is wanted."""
    heard, calendars = talk.heard, talk.calendars
    if len(calendars) == 1:
        return calendars[0].key
    if talk.state.calendar:
        return ""
    if talk.state.phase is Phase.CALENDAR and (place := _place(heard.pick, len(calendars))):
        return calendars[place - 1].key
    offering = [each.key for each in calendars if heard.minutes in each.minutes]
    return offering[0] if len(offering) == 1 else ""


def _place(pick: Pick | None, count: int) -> int:
    """From 1; 0 if none of so many is pointed at."""
    if pick is Pick.LAST:
        return count
    place = int(pick.value) + 1 if pick in ORDINALS and pick is not None else 0
    return place if place <= count else 0


def _take_minutes(talk: Talk, minutes: int) -> None:
    """Another duration: the same time is wanted, if it is open for as long."""
    start = talk.start
    if start is not None:
        minute = start.hour * 60 + start.minute
        talk.forget_time()
        talk.change(
            wanted=When(days=Days.one(start.date()), windows=(Window(minute, minute),)),
            offers=(),
            phase=Phase.TIME,
        )
    talk.change(minutes=minutes)


def _bare_minutes(talk: Talk) -> None:
    """ "60", "the longer one", "the second"."""
    calendar, heard = talk.calendar, talk.heard
    if calendar is None:
        return
    digits = [int(each) for each in re.findall(r"(?<![\w:.])\d+(?![\w:])", heard.text)]
    if len(digits) == 1 and digits[0] in calendar.minutes:
        talk.change(minutes=digits[0])
    elif place := _place(heard.pick, len(calendar.minutes)):
        talk.change(minutes=calendar.minutes[place - 1])
    elif heard.length is not None and not digits:
        pick = max if heard.length is Length.LONGER else min
        talk.change(minutes=pick(calendar.minutes))


def ask_calendar(talk: Talk) -> None:
    talk.change(phase=Phase.CALENDAR)
    names = talk.words.list([each.name for each in talk.calendars])
    talk.say(talk.texts.ask_calendar, names=names)


def ask_length(talk: Talk) -> None:
    calendar = talk.calendar
    if calendar is None:
        return
    talk.change(phase=Phase.LENGTH)
    lengths = talk.words.lengths(calendar.minutes)
    is_other = talk.heard.minutes is not None
    talk.say(talk.texts.no_such_length if is_other else talk.texts.ask_length, lengths=lengths)


def ask_detail(talk: Talk, detail: Detail, question: Question | None) -> None:
    """Ask, again if it was asked just now without getting it."""
    start = talk.start
    if talk.is_kept and start is not None:
        talk.say(talk.texts.kept, moment=talk.words.moment(start))
    elif talk.state.asked == detail and not (talk.heard.has_details or talk.lines or question):
        talk.say(talk.texts.ask_again)
    talk.change(phase=Phase.DETAILS, asked=detail.value)
    if talk.texts.bad_phone in talk.lines:
        return  # which asks already
    talk.lines.append(question_for(talk.texts, detail, question))


def question_for(texts: Texts, detail: Detail, question: Question | None) -> str:
    if question is not None:
        choices = f" ({', '.join(question.choices)})" if question.choices else ""
        return question.text + choices
    fixed = {
        Detail.NAME: texts.ask_name,
        Detail.EMAIL: texts.ask_email,
        Detail.PHONE: texts.ask_phone,
    }
    return fixed.get(detail, texts.ask_contact)


def is_complete(talk: Talk) -> bool:
    calendar = talk.calendar
    return calendar is not None and missing_detail(talk.state, calendar) is None
