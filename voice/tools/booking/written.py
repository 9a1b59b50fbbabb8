"""What a customer wrote: a model may give no other name, address or answer for them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voice.tools.booking.contact import find_email, find_phone
from voice.tools.booking.understanding import normalize
from voice.tools.booking.words import PHRASES

_MIN_DIGITS = 6
_MAX_COUNTRY_DIGITS = 4


class Written:
    """texts: the customer's messages, and what is known of them from earlier ones."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = tuple(texts)
        self._words = frozenset(word for text in texts for word in _words(text))

    def has_words(self, text: str) -> bool:
        """True if each word was written; "" has none."""
        words = _words(text)
        return bool(words) and self._words.issuperset(words)

    def has_email(self, email: str) -> bool:
        return any(
            find_email(text, is_spoken=is_spoken)[0] == email.lower()
            for text in self._texts
            for is_spoken in (False, True)
        )

    def has_phone(self, phone: str) -> bool:
        """True if this number was written; a model may add the country."""
        digits = _national(phone)
        if len(digits) < _MIN_DIGITS or re.search(r"[^\d\s()+./-]", phone):
            return False
        written = (
            find_phone(text, phrases)[0] for text in self._texts for phrases in PHRASES.values()
        )
        return any(
            digits.endswith(found) and len(digits) - len(found) <= _MAX_COUNTRY_DIGITS
            for found in map(_national, written)
            if len(found) >= _MIN_DIGITS
        )


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", normalize(text))


def _national(phone: str) -> str:
    """The digits that do not depend on how the country is written."""
    return re.sub(r"\D", "", phone).lstrip("0")
