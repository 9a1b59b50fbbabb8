"""One message of a visitor, understood as far as a booking is concerned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from voice.answering import small_talk
from voice.answering.types import SmallTalkKind
from voice.tools.booking.contact import (
    bare_name,
    find_email,
    find_name,
    find_phone,
    name_before_contact,
)
from voice.tools.booking.desk import BookableCalendar
from voice.tools.booking.intent import asks_something, booking_intent
from voice.tools.booking.scanning import compiled
from voice.tools.booking.state import Detail, Phase, State
from voice.tools.booking.understanding import normalize, read_when
from voice.tools.booking.when import When
from voice.tools.booking.words import phrases_of
from voice.tools.booking.words.phrases import Phrases

MIN_WORD = 5  # letters of a calendar's name that stand for the whole


class Pick(StrEnum):
    """Which of the offered times somebody points at, or what else they would rather see."""

    FIRST = "0"
    SECOND = "1"
    THIRD = "2"
    LAST = "LAST"
    LATER_ONE = "LATER_ONE"
    EARLIER_ONE = "EARLIER_ONE"
    OTHER = "OTHER"
    THAT = "THAT"
    LATER = "LATER"
    EARLIER = "EARLIER"
    MORE = "MORE"


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
    changes: Change | None = None

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
    is_asked = state.phase is Phase.DETAILS and bool(state.asked)
    asked = state.asked if is_asked else ""
    given, rest = _person(said, phrases, asked=asked, is_known=bool(state.name))
    name = given.name
    plain = normalize(said)
    calendar, without = _named_calendar(normalize(rest), calendars, phrases)
    is_choosing = state.phase in (Phase.TIME, Phase.DAY, Phase.LENGTH)
    when, minutes, left = read_when(
        without, language=state.language, today=today, is_choosing=is_choosing
    )
    bare = bare_name(rest, phrases) if not name else ""
    if asked == Detail.NAME and when and bare and _is_rather_a_name(bare, left):
        when = When()
    names = [normalize(each.name) for each in calendars]
    names += [word for name in names for word in name.split() if len(word) >= MIN_WORD]
    is_name = asked == Detail.NAME and bool(bare) and not when and "?" not in said
    intent = booking_intent(
        plain, phrases, names, has_when=bool(when), left=left, has_made=state.made is not None
    )
    courtesy = small_talk(said)
    return Heard(
        text=said,
        when=when,
        minutes=minutes,
        calendar=calendar,
        pick=_pick(plain, phrases),
        name=name,
        bare=bare,
        email=given.email,
        phone=given.phone,
        is_yes=_is_yes(plain, phrases),
        is_no=_begins(phrases.no, plain),
        is_stop=_begins(rf"(?:{_FILLER}\s+)*(?:{phrases.stop})", plain),
        is_restart=_has(phrases.restart, plain) and len(plain.split()) < 9,
        is_question=not is_name
        and asks_something(plain, phrases, has_when=bool(when), has_intent=bool(intent)),
        is_courtesy=courtesy is not None and courtesy.kind is not SmallTalkKind.ACKNOWLEDGEMENT,
        keeps=_has(phrases.keep, plain),
        books=intent == "book",
        moves=intent == "move",
        cancels=intent == "cancel",
        changes=_changes(plain, phrases),
        has_but=_has(phrases.doubt, plain),
        names_zone=bool(when) and _has(phrases.zones, plain),
    )


def _person(said: str, phrases: Phrases, *, asked: str, is_known: bool) -> tuple[_Person, str]:
    """Name and contact, and the text without them."""
    email, rest = find_email(said, is_spoken=asked in _BY_MAIL or "mail" in said.lower())
    phone, rest = find_phone(rest, phrases)
    name, rest = find_name(rest, phrases, is_asked=asked == Detail.NAME, is_known=is_known)
    if not name and (email or phone):
        name, rest = name_before_contact(rest, phrases)
    return _Person(name, email, phone), rest


_BY_MAIL = (Detail.EMAIL, Detail.CONTACT)
_FILLER = (
    r"(?:oh|ach|ah|hm+|ok|okay|no|nein|nee|sorry|well|na|na ja|entschuldigung|actually|just|and"
    r"|dann),?"
)


def _has(pattern: str, plain: str) -> bool:
    return compiled(rf"(?<!\w)(?:{pattern})(?!\w)").search(plain) is not None


def _begins(pattern: str, plain: str) -> bool:
    return compiled(rf"\W*(?:{pattern})(?!\w)").match(plain) is not None


def _is_yes(plain: str, phrases: Phrases) -> bool:
    """True for a yes without a but."""
    agrees = _begins(rf"(?:{_FILLER}\s+)*(?:{phrases.yes})", plain)
    is_short = len(plain.split()) <= 9
    return agrees and is_short and not _has(phrases.doubt, plain) and not plain.endswith("?")


def _changes(plain: str, phrases: Phrases) -> Change | None:
    named = [
        (Change.DAY, phrases.change_day),
        (Change.TIME, phrases.change_time),
        (Change.NAME, phrases.change_name),
        (Change.CONTACT, phrases.change_contact),
    ]
    opening = rf"(?:(?:{_FILLER}|{phrases.no}),?\s+)*"
    for change, pattern in named:
        wrong = rf"(?:\s+(?:{phrases.is_wrong}))?"
        if compiled(rf"\W*{opening}(?:{pattern}){wrong}\W*").fullmatch(plain):
            return change
    return None


def _is_rather_a_name(bare: str, left: str) -> bool:
    """True for "Ruby Friday": a name of which something is left without the day."""
    words = bare.split()
    return len(words) > 1 and all(word[:1].isupper() for word in words) and bool(left)


def _named_calendar(
    plain: str, calendars: Sequence[BookableCalendar], phrases: Phrases
) -> tuple[str, str]:
    """The one calendar that a text names, and the text without that name."""
    for calendar in sorted(calendars, key=lambda each: -len(each.name)):
        name = normalize(calendar.name)
        if compiled(rf"(?<!\w){re.escape(name)}s?(?!\w)").search(plain):
            return calendar.key, plain.replace(name, " ")
    found: dict[str, str] = {}
    for calendar in calendars:
        others = {
            w for each in calendars if each is not calendar for w in normalize(each.name).split()
        }
        for word in normalize(calendar.name).split():
            if (
                len(word) >= MIN_WORD
                and word not in others
                and compiled(rf"(?<!\w){re.escape(word)}s?(?!\w)").search(plain)
            ):
                found[calendar.key] = word
    if len(found) != 1:
        return "", plain
    key, word = next(iter(found.items()))
    return key, plain.replace(word, " ")


def _pick(plain: str, phrases: Phrases) -> Pick | None:
    """The one thing that is pointed at; None if there are several."""
    ordinals = [
        pick for pick, pattern in zip(ORDINALS, phrases.first, strict=True) if _has(pattern, plain)
    ]
    named = [
        (Pick.LATER_ONE, phrases.later_one),
        (Pick.EARLIER_ONE, phrases.earlier_one),
        (Pick.LAST, phrases.last),
        (Pick.OTHER, phrases.other),
    ]
    found = ordinals + [pick for pick, pattern in named if _has(pattern, plain)]
    if Pick.LATER_ONE in found:
        found = [Pick.LATER_ONE]
    if len(found) == 1:
        return found[0]
    if found:
        return None
    searches = [
        (Pick.MORE, phrases.more),
        (Pick.MORE, phrases.none),
        (Pick.LATER, phrases.later),
        (Pick.EARLIER, phrases.earlier),
    ]
    for pick, pattern in searches:
        if _has(pattern, plain):
            return pick
    is_that = _begins(rf"(?:{_FILLER}\s+|(?:{phrases.yes}),?\s+)*(?:{phrases.that})", plain)
    return Pick.THAT if is_that else None


ORDINALS = (Pick.FIRST, Pick.SECOND, Pick.THIRD)
