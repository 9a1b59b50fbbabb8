"""Mends slips of the pen in the words that days, times and appointments are named by."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from voice.tools.booking.words import lexicon_of

MIN_LETTERS = 5
_LONG = 8  # letters of a word in which two slips are mended
_ENDINGS = ("s", "en", "e", "es")
_WORD = re.compile(rf"[^\W\d_]{{{MIN_LETTERS},}}")


def mended(plain: str, language: str, names: Collection[str] = ()) -> str:
    """A normalized text with its slips mended. names: further words that may be meant."""
    meant = _meant(language)
    more = tuple(word for name in names for word in name.split() if len(word) > MIN_LETTERS)
    return _WORD.sub(lambda match: _nearest(match[0], (*meant, *more), language), plain)


@lru_cache(maxsize=10)
def _meant(language: str) -> tuple[str, ...]:
    words = lexicon_of(language)
    spans = (part for part in words.parts if " " not in part)
    named = (*words.weekdays, *words.months, *words.days, *spans, *words.often.split())
    return tuple(dict.fromkeys(word for word in named if word.isalpha() and _is_long_enough(word)))


@lru_cache(maxsize=10)
def _known(language: str) -> frozenset[str]:
    words = lexicon_of(language)
    tables = (words.weekdays, words.months, words.days, words.parts, words.numbers, words.ordinals)
    named = " ".join(name for table in (*tables, words.feasts) for name in table)
    return frozenset((*named.split(), *words.no_slips.split()))


def _is_long_enough(word: str) -> bool:
    return len(word) > MIN_LETTERS


def _nearest(word: str, meant: tuple[str, ...], language: str) -> str:
    """The one word that is meant, or the word itself if it is known or several could be."""
    if word in _known(language) or any(word == each or _is_form(word, each) for each in meant):
        return word
    near = {
        each: away
        for each in meant
        if each[0] == word[0] and abs(len(each) - len(word)) < 3
        if (away := distance(word, each)) <= (2 if min(len(each), len(word) + 1) >= _LONG else 1)
    }
    best = [each for each, away in near.items() if away == min(near.values())]
    return best[0] if len(best) == 1 else word


def _is_form(word: str, each: str) -> bool:
    return any(word == each + ending for ending in _ENDINGS)


@lru_cache(maxsize=5000)
def distance(word: str, other: str) -> int:
    """Letters left out, added, changed, or swapped with their neighbor."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, start=1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
