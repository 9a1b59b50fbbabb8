"""What a text says of days, times and how long something takes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date

from voice.tools.booking.days import read_days
from voice.tools.booking.lengths import read_minutes
from voice.tools.booking.scanning import NEVER
from voice.tools.booking.slips import mended
from voice.tools.booking.times import read_times
from voice.tools.booking.when import When
from voice.tools.booking.words import lexicon_of

MAX_LENGTH = 600  # characters of a message that are looked at


def normalize(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text[:MAX_LENGTH]).lower()
    plain = re.sub(r"[’‘´`]", "'", plain)
    plain = re.sub(r"[\ue000-\uf8ff]", " ", plain)
    return " ".join(plain.split())


def read_when(
    text: str, *, language: str, today: date, is_choosing: bool = False, is_literal: bool = False
) -> tuple[When, int | None, str]:
    """Days and times, minutes that it takes, and the rest of the normalized text.

    is_literal: what is denied or taken back counts as well, and nothing is mended.
    """
    words = lexicon_of(language)
    if is_literal:
        words = replace(words, fails="", instead_of="", meant="")
    plain = normalize(text) if is_literal else mended(normalize(text), language)
    for pattern, replacement in words.rewrites:
        plain = re.sub(pattern, replacement, plain)
    is_soonest = re.search(rf"(?<!\w)(?:{words.soonest or NEVER})(?!\w)", plain) is not None
    is_evening_today = re.search(r"\btonight|this (?:morning|afternoon|evening)\b", plain)
    days, rest = read_days(_keep_part(plain) if is_evening_today else plain, words, today)
    minutes, rest = read_minutes(rest, words)
    windows, rest = read_times(rest, words, is_choosing=is_choosing)
    return replace(days, windows=windows, is_soonest=is_soonest), minutes, rest


def _keep_part(plain: str) -> str:
    """ "This evening" names a day and a part of it."""
    return re.sub(r"\b(?:this (morning|afternoon|evening)|tonight)\b", _today_and_part, plain)


def _today_and_part(match: re.Match[str]) -> str:
    return f"today in the {match[1] or 'evening'}"
