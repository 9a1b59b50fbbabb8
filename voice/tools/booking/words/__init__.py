"""Words of the languages that the dialogue understands."""

from __future__ import annotations

import re

from voice.tools.booking.words.english import ENGLISH
from voice.tools.booking.words.english_phrases import ENGLISH_PHRASES
from voice.tools.booking.words.german import GERMAN
from voice.tools.booking.words.german_phrases import GERMAN_PHRASES
from voice.tools.booking.words.lexicon import Lexicon
from voice.tools.booking.words.phrases import Phrases

LEXICONS: dict[str, Lexicon] = {"en": ENGLISH, "de": GERMAN}
PHRASES: dict[str, Phrases] = {"en": ENGLISH_PHRASES, "de": GERMAN_PHRASES}


def lexicon_of(language: str) -> Lexicon:
    """English for a language that has none."""
    return LEXICONS.get(language, ENGLISH)


def phrases_of(language: str) -> Phrases:
    """English for a language that has none."""
    return PHRASES.get(language, ENGLISH_PHRASES)


def language_of(plain: str, default: str, *, minimum: int = 1) -> str:
    """The language whose words a normalized text has most of; the default if there are none.

    minimum: words that another language needs.
    """
    words = re.findall(r"[\w'-]+", plain)

    def count(language: str) -> int:
        known = re.compile(PHRASES[language].markers)
        return sum(known.fullmatch(word) is not None for word in words)

    counts = {language: count(language) for language in PHRASES}
    best = max(counts, key=lambda language: (counts[language], language == default))
    is_clear = counts[best] >= minimum and counts[best] > counts.get(default, 0)
    return best if is_clear else default
