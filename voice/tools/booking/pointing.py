"""What of a list a message points at: an offered time, a calendar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from voice.tools.booking.desk import BookableCalendar
from voice.tools.booking.scanning import begins, compiled, has
from voice.tools.booking.understanding import normalize
from voice.tools.booking.words.phrases import Phrases

MIN_WORD = 5  # letters of a calendar's name that stand for the whole
FILLER = (
    r"(?:oh|ach|ah|hm+|ok|okay|no|nein|nee|sorry|well|na|na ja|entschuldigung|actually|just|and"
    r"|dann),?"
)


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


ORDINALS = (Pick.FIRST, Pick.SECOND, Pick.THIRD)


def named_calendar(
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


def find_pick(plain: str, phrases: Phrases) -> Pick | None:
    """The one thing that is pointed at; None if there are several."""
    ordinals = [
        pick for pick, pattern in zip(ORDINALS, phrases.first, strict=True) if has(pattern, plain)
    ]
    named = [
        (Pick.LATER_ONE, phrases.later_one),
        (Pick.EARLIER_ONE, phrases.earlier_one),
        (Pick.LAST, phrases.last),
        (Pick.OTHER, phrases.other),
    ]
    found = ordinals + [pick for pick, pattern in named if has(pattern, plain)]
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
        if has(pattern, plain):
            return pick
    is_that = begins(rf"(?:{FILLER}\s+|(?:{phrases.yes}),?\s+){{0,3}}(?:{phrases.that})", plain)
    return Pick.THAT if is_that else None
