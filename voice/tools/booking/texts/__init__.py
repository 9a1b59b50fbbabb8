"""What the dialogue says, per language."""

from __future__ import annotations

from voice.tools.booking.texts.english import ENGLISH
from voice.tools.booking.texts.german import GERMAN
from voice.tools.booking.texts.texts import Texts

TEXTS: dict[str, Texts] = {"en": ENGLISH, "de": GERMAN}


def texts_of(language: str) -> Texts:
    """English for a language that has none."""
    return TEXTS.get(language, ENGLISH)
