"""How long something takes, in a text."""

from __future__ import annotations

import re
from enum import StrEnum

from voice.tools.booking.scanning import NEVER, has
from voice.tools.booking.words.lexicon import Lexicon, alternatives
from voice.tools.booking.words.phrases import Phrases

_MAX_MINUTES = 8 * 60


class Length(StrEnum):
    """Which of several durations somebody would rather have."""

    SHORTER = "SHORTER"
    LONGER = "LONGER"
    ANY = "ANY"


def read_minutes(text: str, words: Lexicon) -> tuple[int | None, str]:
    """How long something is to take, in minutes, and the text without it."""
    number = rf"(\d{{1,3}}|{alternatives(words.numbers)}|{words.a or NEVER})"
    found: list[int] = []

    def take(pattern: str, minutes: int) -> None:
        nonlocal text

        def noted(match: re.Match[str]) -> str:
            count = match[1] if match.re.groups else "1"
            value = int(count) if count.isdigit() else words.numbers.get(count, 1)
            if not 0 < value * minutes <= _MAX_MINUTES:
                return match[0]
            found.append(value * minutes)
            return " "

        text = re.sub(rf"(?<![\w:]){pattern}(?!\w)", noted, text)

    take(rf"(?:{words.hour_and_half or NEVER})", 90)
    take(rf"(?:{words.half_hour or NEVER})", 30)
    take(rf"{number}[\s-]*(?:{words.minute or NEVER})", 1)
    take(rf"{number}[\s-]*(?:{words.hour or NEVER})", 60)
    return (found[0] if len(set(found)) == 1 else None), text


def read_length(plain: str, phrases: Phrases) -> Length | None:
    named = [
        (Length.SHORTER, phrases.shorter),
        (Length.LONGER, phrases.longer),
        (Length.ANY, phrases.whichever),
    ]
    return next((each for each, pattern in named if has(pattern, plain)), None)
