"""Another time by its distance: "an hour later", "the day before"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from voice.tools.booking.scanning import NEVER, compiled
from voice.tools.booking.times import HALF_DAY
from voice.tools.booking.when import DAY_MINUTES, Days, When, Window
from voice.tools.booking.words import lexicon_of, phrases_of
from voice.tools.booking.words.lexicon import alternatives


@dataclass(frozen=True, slots=True)
class Shift:
    """Days and minutes from the time that is spoken of, negative for earlier."""

    days: int = 0
    minutes: int = 0


def read_shift(plain: str, language: str) -> Shift | None:
    words, phrases = lexicon_of(language), phrases_of(language)
    number = rf"(?P<count>\d{{1,3}}|{alternatives(words.numbers)}|{words.a or NEVER})"
    unit = (
        rf"(?:(?P<minutes>{words.minute or NEVER})|(?P<hours>{words.hour or NEVER})"
        rf"|(?P<days>{words.day or NEVER})|(?P<weeks>{words.week or NEVER}))"
    )
    much = rf"(?:(?P<half>{words.half_hour or NEVER})|{number}[\s-]*{unit})"
    way = rf"(?:(?P<earlier>{phrases.earlier})|{phrases.later})"
    found = _search(rf"{much}\s+{way}", plain)
    if found is None and re.search(rf"(?<!\w)(?:{phrases.move})(?!\w)", plain):
        found = _search(rf"(?:by|um)\s+{much}(?P<earlier>(?!))?", plain)
    if found is not None:
        return _shift(found, words.numbers)
    beside = _search(rf"(?:(?P<earlier>{phrases.day_before})|{phrases.day_after})", plain)
    return None if beside is None else Shift(days=-1 if beside["earlier"] else 1)


def apart_from(when: When, known: datetime) -> When:
    """What is new in "from Wednesday to Friday at 3", if Wednesday is known."""
    days, either, minute = when.days, when.either, known.hour * 60 + known.minute
    others = tuple(each for each in either if each.first.weekday() != known.weekday())
    if len(others) == 1 < len(either):
        days, either = others[0], ()
    elif days is not None and _is_from(days, known):
        days = Days.one(days.last)
    same = (minute, (minute + HALF_DAY) % DAY_MINUTES)  # "at 9" is both
    windows = tuple(each for each in when.windows if each.start not in same)
    if not windows and len(when.windows) == 1 and not when.is_moment:
        windows = (Window(when.windows[0].end, when.windows[0].end),)
    return replace(when, days=days, either=either, windows=windows or when.windows)


def _is_from(days: Days, known: datetime) -> bool:
    is_first = days.first.weekday() == known.weekday()
    return not days.is_one and is_first and len(days.weekdays) in (0, 2)


def _search(pattern: str, plain: str) -> re.Match[str] | None:
    return compiled(rf"(?<!\w){pattern}(?!\w)").search(plain)


def _shift(found: re.Match[str], numbers: Mapping[str, int]) -> Shift:
    sign = -1 if found["earlier"] else 1
    if found["half"]:
        return Shift(minutes=30 * sign)
    text = found["count"]
    count = sign * (int(text) if text.isdigit() else numbers.get(text, 1))
    if found["days"] or found["weeks"]:
        return Shift(days=count * (7 if found["weeks"] else 1))
    return Shift(minutes=count * (60 if found["hours"] else 1))
