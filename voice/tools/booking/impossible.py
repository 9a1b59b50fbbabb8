"""Dates that the calendar does not have: "31 February"."""

from __future__ import annotations

from voice.tools.booking.scanning import NEVER, compiled
from voice.tools.booking.words import lexicon_of
from voice.tools.booking.words.lexicon import alternatives

_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def no_such_day(plain: str, language: str) -> tuple[int, int] | None:
    """The day and month of a date in a normalized text that is in no year."""
    words = lexicon_of(language)
    month = rf"(?P<month>{alternatives(words.months)})\b"
    suffix = rf"(?:{words.day_suffix or NEVER})?"
    day, of = r"(?<![\d.:])(?P<day>3\d)", rf"(?:(?:{words.of or NEVER})\s+)?"
    for pattern in (
        rf"{day}{suffix}\s*{of}{month}",
        rf"\b{month}\.?\s+(?:the\s+)?{day}{suffix}(?![\d:]|\s*min)",
        rf"{day}\.\s?(?P<number>\d{{1,2}})\.",
    ):
        found = compiled(pattern).search(plain)
        if found is None:
            continue
        named = found.groupdict()
        number = words.months[named["month"]] if "month" in named else int(named["number"])
        if 1 <= number <= len(_LONGEST) and int(named["day"]) > _LONGEST[number - 1]:
            return int(named["day"]), number
    return None
