"""What a model may say while it books: only times that are open, and nothing that is not done."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from voice.answering.tools import Verdict
from voice.tools.booking.desk import BookableCalendar
from voice.tools.booking.scanning import compiled
from voice.tools.booking.understanding import MAX_LENGTH, normalize, read_when
from voice.tools.booking.verbs import Listed
from voice.tools.booking.when import When
from voice.tools.booking.words import language_of, lexicon_of
from voice.tools.booking.words.claims import Claims, claims_done, claims_of
from voice.tools.booking.words.lexicon import alternatives

_BETWEEN = r"\s*(?:[;,/•\n–]|\b(?:or|and|as well as|oder|und|sowie)\b)\s*"  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class Known:
    """What sentences are checked against.

    times: that may be named: listed, offered before, held or booked. names: of the customer and of
    the calendars. today: in the calendars' zone. day: that the sentence before was about.
    """

    language: str
    today: date
    times: tuple[datetime, ...]
    listed: tuple[Listed, ...]
    names: frozenset[str]
    day: When = When()


@dataclass(frozen=True, slots=True)
class Judged:
    """offered: the open times that the sentence names. names_times: True if it names any.

    day: the last that it is about.
    """

    verdict: Verdict
    offered: tuple[datetime, ...] = ()
    names_times: bool = False
    day: When = When()


def words_of(*texts: str) -> frozenset[str]:
    return frozenset(word for text in texts for word in _words(normalize(text)))


def names_of(calendars: Sequence[BookableCalendar]) -> frozenset[str]:
    return words_of(*(each.name for each in calendars))


def judge(sentence: str, known: Known) -> Judged:
    """Decide on one sentence of a model."""
    plain = normalize(_unadorned(sentence))
    language = language_of(plain, known.language)
    claims = claims_of(language)
    if len(sentence) > MAX_LENGTH:
        return Judged(Verdict.DROP, day=known.day)
    if claims_done(plain) or compiled(rf"\W*(?:{claims.waits})").fullmatch(plain):
        return Judged(Verdict.DROP, day=known.day)
    offered: list[datetime] = []
    is_true, names_times, rest, day = True, False, [], known.day
    for clause in compiled(rf"(?<!\w)(?:{claims.but})(?!\w)").split(plain):
        said, others = _times_said(clause, language, known.today, day)
        day = next((_day_of(when) for when in reversed(said) if _day_of(when)), day)
        rest.append(others)
        names_times = names_times or bool(said)
        denied = _has(claims.denies, clause) and (bool(said) or _has(claims.opens, clause))
        if clause.rstrip().endswith("?"):  # "in the morning or in the afternoon?"
            said = [when for when in said if when.days or when.either or when.is_moment]
        is_true = is_true and _is_true(said, known, is_denied=denied)
        if not denied:
            offered += [t for when in said if when.is_moment for t in known.times if when.fits(t)]
    left = compiled(rf"(?<!\w)(?:{claims.possible})(?!\w)").sub(" ", " ".join(rest))
    is_plain = _is_plain(left, claims, known)
    if not is_true:
        # Opening hours are times as well: they are in the documents, and offer nothing.
        is_offer = is_plain or plain.endswith("?")
        return Judged(Verdict.DROP if is_offer else Verdict.DOCUMENTS, day=day)
    verdict = Verdict.SAY if is_plain else Verdict.CHECK
    return Judged(verdict, tuple(dict.fromkeys(offered)), names_times, day)


def _unadorned(sentence: str) -> str:
    """Without marks of Markdown, and characters that do not show."""
    shown = "".join(each for each in sentence if unicodedata.category(each) != "Cf")
    return re.sub(r"[*_~`#]", " ", shown)


def _is_true(said: Sequence[When], known: Known, *, is_denied: bool) -> bool:
    if is_denied:
        return _is_closed(said, known)
    return all(not when.either and any(when.fits(time) for time in known.times) for when in said)


def _is_closed(said: Sequence[When], known: Known) -> bool:
    """True if what is said not to be open is not, as far as was looked at."""
    whole = [each for each in known.listed if each.is_whole]
    if not whole:
        return False
    if not said:
        return not any(each.times for each in whole)
    for when in said:
        if when.days is None:
            return False
        looked = [
            each
            for each in whole
            if each.first <= max(when.days.first, known.today) and when.days.last <= each.last
        ]
        if not looked or any(when.fits(time) for each in looked for time in each.times):
            return False
    return True


def _day_of(when: When) -> When:
    return When(days=when.days, either=when.either)


def _times_said(plain: str, language: str, today: date, day: When) -> tuple[list[When], str]:
    """The days and times that a text names, one by one, and the text without them.

    A time belongs to the day before it, at first to the one given.
    """
    weekdays = alternatives(lexicon_of(language).weekdays)
    plain = compiled(rf"(?<!\w)({weekdays}),\s*").sub(r"\1 ", plain)
    found: list[When] = []
    rest = []
    for part in compiled(_BETWEEN).split(plain):
        when, minutes, left = read_when(part, language=language, today=today, is_literal=True)
        rest.append(part if minutes is not None else left)
        if when.days or when.either:
            day = _day_of(when)
            is_bare = not when.windows
            found.append(when)
            if is_bare:
                continue
        elif when.windows:
            found.append(replace(day, windows=when.windows))
    return _without_bare_days(found), " ".join(rest)


def _without_bare_days(found: Sequence[When]) -> list[When]:
    """A day before its times is named with each of them."""
    return [
        each
        for number, each in enumerate(found)
        if each.windows
        or not any(other.windows and other.days == each.days for other in found[number + 1 :])
    ]


def _is_plain(rest: str, claims: Claims, known: Known) -> bool:
    """True if what is left of a sentence has only words that claim nothing."""
    return all(word in claims.plain or word in known.names for word in _words(rest))


def _words(plain: str) -> list[str]:
    return re.findall(r"[\w@.'-]*\w", plain)


def _has(pattern: str, plain: str) -> bool:
    return compiled(rf"(?<!\w)(?:{pattern})(?!\w)").search(plain) is not None
