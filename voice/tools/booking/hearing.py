"""One message of a visitor, understood as far as a booking is concerned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from voice.answering import small_talk
from voice.answering.types import SmallTalkKind
from voice.tools.booking.contact import (
    bare_name,
    corrected_name,
    find_email,
    find_name,
    find_phone,
    name_before_contact,
)
from voice.tools.booking.desk import BookableCalendar
from voice.tools.booking.impossible import no_such_day
from voice.tools.booking.intent import (
    asks_something,
    asks_to_change,
    asks_when_own,
    booking_intent,
    is_mere,
    nouns_of,
)
from voice.tools.booking.lengths import Length, read_length
from voice.tools.booking.pointing import FILLER, MIN_WORD, Pick, find_pick, named_calendar
from voice.tools.booking.scanning import begins, compiled, has
from voice.tools.booking.shifts import Shift, apart_from, read_shift
from voice.tools.booking.slips import mended
from voice.tools.booking.state import Detail, Phase, State
from voice.tools.booking.understanding import normalize, read_when
from voice.tools.booking.when import When
from voice.tools.booking.words import phrases_of
from voice.tools.booking.words.phrases import Phrases


class Change(StrEnum):
    """What of a booking somebody says is wrong, without saying what is right."""

    DAY = "DAY"
    TIME = "TIME"
    NAME = "NAME"
    CONTACT = "CONTACT"


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message says. Several at once are possible: "yes, but at 3".

    is_question: for the answer engine. books, moves, cancels: what is wanted of an appointment.
    bare: the message, if it could be a name and nothing else; used if a name was asked for.
    names_zone: another time zone than the calendar's is spoken of.
    no_such_day: a day and month that are in no year. asks_own: when the visitor's appointment is.
    asks_zone: in which zone the times are.
    is_unclear: if nothing of it is understood, it may have been a correction.
    """

    text: str
    when: When = When()
    minutes: int | None = None
    calendar: str = ""
    pick: Pick | None = None
    name: str = ""
    bare: str = ""
    email: str = ""
    phone: str = ""
    is_yes: bool = False
    is_no: bool = False
    is_polite_no: bool = False
    is_stop: bool = False
    is_restart: bool = False
    is_question: bool = False
    is_courtesy: bool = False
    keeps: bool = False
    books: bool = False
    moves: bool = False
    cancels: bool = False
    names_zone: bool = False
    has_but: bool = False
    shift: Shift | None = None
    is_same_day: bool = False
    is_same_time: bool = False
    is_unclear: bool = False
    changes: Change | None = None
    no_such_day: tuple[int, int] | None = None
    asks_own: bool = False
    asks_zone: bool = False
    length: Length | None = None

    @property
    def has_details(self) -> bool:
        return bool(self.name or self.email or self.phone)


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    email: str
    phone: str


def hear(said: str, state: State, calendars: Sequence[BookableCalendar], today: date) -> Heard:
    """Understand a message in the dialogue's language and place."""
    phrases = phrases_of(state.language)
    asked = state.asked if state.phase is Phase.DETAILS else ""
    given, rest = _person(said, phrases, asked=asked, known=state.name)
    names = [normalize(each.name) for each in calendars]
    plain = mended(normalize(said), state.language, names)
    others = normalize(rest)
    if asked != Detail.NAME:
        others = mended(others, state.language, names)
    calendar, others = named_calendar(others, calendars, phrases)
    bare = bare_name(rest, phrases) if not given.name else ""
    name = given.name or bare if asked == Detail.NAME else ""
    reading = _read(plain, others, state, today, name=name, is_bare=bool(bare))
    is_name = not reading.when and "?" not in said and _names_somebody(given, bare, rest, asked)
    intent = _intent(plain, names, reading, state)
    return Heard(
        text=said,
        when=reading.when,
        minutes=reading.minutes,
        calendar=calendar,
        pick=reading.pick,
        name=given.name,
        bare=bare,
        email=given.email,
        phone=given.phone,
        is_yes=_is_yes(plain, phrases),
        is_no=begins(phrases.no, plain),
        is_polite_no=_is_polite_no(plain, phrases),
        is_stop=begins(rf"(?:{FILLER}\s+){{0,3}}(?:{phrases.stop})", plain),
        is_restart=has(phrases.restart, plain) and len(plain.split()) < 9,
        is_question=not is_name
        and asks_something(plain, phrases, has_when=reading.names_day, has_intent=bool(intent)),
        is_courtesy=_is_courtesy(said),
        keeps=has(phrases.keep, plain),
        books=intent == "book",
        moves=intent == "move",
        cancels=intent == "cancel",
        changes=_changes(plain, phrases),
        has_but=has(phrases.doubt, plain),
        shift=reading.shift,
        is_same_day=has(phrases.same_day, plain),
        is_same_time=has(phrases.same_time, plain),
        is_unclear=_is_unclear(plain, phrases),
        names_zone=bool(reading.when) and has(phrases.zones, plain),
        no_such_day=reading.no_such_day,
        asks_own=asks_when_own(plain, phrases, nouns_of(names, phrases)),
        asks_zone=not reading.when and not is_name and has(phrases.asks_zone, plain),
        length=read_length(plain, phrases),
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """Days and times of a message, and what is left of it without them."""

    when: When
    minutes: int | None
    left: str
    pick: Pick | None
    shift: Shift | None
    no_such_day: tuple[int, int] | None

    @property
    def names_day(self) -> bool:
        return bool(self.when or self.no_such_day)


def _read(
    plain: str, others: str, state: State, today: date, *, name: str, is_bare: bool
) -> _Reading:
    """name: what may be one, if that was asked for; is_bare: it stands alone.

    others: the text without person and name.
    """
    language, phrases = state.language, phrases_of(state.language)
    is_choosing = state.phase in _CHOOSING or has(phrases.shifts, plain)
    when, minutes, left = read_when(others, language=language, today=today, is_choosing=is_choosing)
    if state.phase is Phase.IDLE and when.days and not when.windows:  # "Thu 11?"
        whole, _, more = read_when(others, language=language, today=today, is_choosing=True)
        if is_mere(more, phrases, has_time=True):
            when, left = whole, more
    pick = find_pick(plain, phrases)
    if state.offers and when == When(is_soonest=True) and begins(phrases.earliest, plain):
        when, pick = When(), Pick.FIRST  # the earliest of those that are offered
    if name and is_bare and when:
        is_slip = mended(others, language) != others
        when = When() if is_slip or _is_rather_a_name(name, left) else when
    never = no_such_day(plain, language)
    when = When() if never else when
    known = state.start or (state.made.start if state.made else "")
    if known and has(f"{phrases.shifts}|{phrases.move}", plain):
        when = apart_from(when, datetime.fromisoformat(known))
    shift = None if when else read_shift(plain, language)
    if name and not when:  # "Ben Second" points at nothing
        pick = shift = None
    return _Reading(when, minutes, left, pick, shift, never)


def _intent(plain: str, names: Sequence[str], reading: _Reading, state: State) -> str:
    when = reading.when
    words = [word for name in names for word in name.split() if len(word) >= MIN_WORD]
    phrases = phrases_of(state.language)
    change = asks_to_change(plain, phrases, nouns_of(names, phrases))
    if change and state.phase is Phase.IDLE:
        return change
    return booking_intent(
        plain,
        phrases,
        [*names, *words],
        has_when=bool(reading.names_day or reading.shift),
        has_time=bool(when.windows and (when.days or when.either)),
        left=reading.left,
        has_made=state.made is not None,
    )


def _person(said: str, phrases: Phrases, *, asked: str, known: str) -> tuple[_Person, str]:
    """Name and contact, and the text without them."""
    email, rest = find_email(said, is_spoken=asked in _BY_MAIL or "mail" in said.lower())
    phone, rest = find_phone(rest, phrases)
    name, rest = find_name(rest, phrases, is_asked=asked == Detail.NAME, is_known=bool(known))
    if known and not asked:
        name, rest = corrected_name(rest, name, known, phrases)
    if not name and (email or phone or asked == Detail.NAME):
        name, rest = name_before_contact(rest, phrases)
    return _Person(name, email, phone), rest


def _names_somebody(given: _Person, bare: str, rest: str, asked: str) -> bool:
    """True for a name or a way to reach somebody, even "Will Noon" or "will@example.com"."""
    if asked == Detail.NAME:
        return bool(bare or given.name)
    is_alone = re.search(r"\w", rest) is None
    return bool(given.email or given.phone) and bool(bare or given.name or is_alone)


_BY_MAIL = (Detail.EMAIL, Detail.CONTACT)


def _is_polite_no(plain: str, phrases: Phrases) -> bool:
    """True for "no thanks", which ends a booking unless something was asked."""
    whole = rf"\W*(?:{phrases.no})\W+(?:{phrases.courtesy})\W*"
    return compiled(whole).fullmatch(plain) is not None


def _is_yes(plain: str, phrases: Phrases) -> bool:
    """True for a yes without a but, at the beginning or after something like it."""
    yes = rf"(?:{phrases.yes})"
    agrees = begins(rf"(?:(?:{FILLER}|{phrases.courtesy}),?\s+){{0,3}}{yes}", plain)
    is_short = len(plain.split()) <= _MAX_YES
    return agrees and is_short and not has(phrases.doubt, plain) and not plain.endswith("?")


_MAX_YES = 9  # words


def _is_courtesy(said: str) -> bool:
    courtesy = small_talk(said)
    return courtesy is not None and courtesy.kind is not SmallTalkKind.ACKNOWLEDGEMENT


def _is_unclear(plain: str, phrases: Phrases) -> bool:
    """True for more than a sound or a pause."""
    pauses = has(phrases.hesitates, plain) and not has(phrases.shifts, plain)
    return len(plain.split()) >= _MIN_CLAUSE and not pauses


_MIN_CLAUSE = 4  # words
_CHOOSING = (Phase.TIME, Phase.DAY, Phase.LENGTH, Phase.CONFIRM)


def _changes(plain: str, phrases: Phrases) -> Change | None:
    named = [
        (Change.DAY, phrases.change_day),
        (Change.TIME, phrases.change_time),
        (Change.NAME, phrases.change_name),
        (Change.CONTACT, phrases.change_contact),
    ]
    opening = rf"(?:(?:{FILLER}|{phrases.no}),?\s+){{0,3}}"
    for change, pattern in named:
        wrong = rf"(?:\s+(?:{phrases.is_wrong}))?"
        if compiled(rf"\W*{opening}(?:{pattern}){wrong}\W*").fullmatch(plain):
            return change
    return None


def _is_rather_a_name(bare: str, left: str) -> bool:
    """True for "Ruby Friday": a name of which something is left without the day."""
    words = bare.split()
    return len(words) > 1 and all(word[:1].isupper() for word in words) and bool(left)
