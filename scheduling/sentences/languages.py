"""The languages of customers: those of the widget."""

from __future__ import annotations

import re

from babel import Locale
from babel.core import UnknownLocaleError

from scheduling.sentences import ar, de, en, es, fr, it, ja, nl, pl, pt
from scheduling.sentences.sentences import Sentences

LANGUAGES: dict[str, Sentences] = {
    "en": en.SENTENCES,
    "de": de.SENTENCES,
    "fr": fr.SENTENCES,
    "es": es.SENTENCES,
    "it": it.SENTENCES,
    "pt": pt.SENTENCES,
    "nl": nl.SENTENCES,
    "pl": pl.SENTENCES,
    "ar": ar.SENTENCES,
    "ja": ja.SENTENCES,
}
RIGHT_TO_LEFT = frozenset({"ar"})
_TAG = re.compile(r"([A-Za-z]{2})(?:[-_]([A-Za-z]{2}))?", re.ASCII)
_MAX_TAGS = 20  # that are looked at


def choose_locale(*wanted: str) -> Locale:
    """The locale of the first of these languages that there is; English otherwise.

    wanted: tags such as `pt-BR`, or values of Accept-Language.
    """
    for header in wanted:
        for tag in _by_quality(header):
            if (locale := _locale(tag)) is not None:
                return locale
    return Locale("en")


def _by_quality(header: str) -> list[str]:
    """The tags of an Accept-Language header, the preferred first."""
    found: list[tuple[float, int, str]] = []
    for each in header.split(",")[:_MAX_TAGS]:
        tag, _, quality = each.strip().partition(";q=")
        weight = float(quality) if re.fullmatch(r"[01](\.\d{1,3})?", quality) else 1.0
        found.append((-weight, len(found), tag))
    return [tag for weight, _, tag in sorted(found) if weight < 0]


def _locale(tag: str) -> Locale | None:
    parts = _TAG.fullmatch(tag)
    if parts is None or parts[1].lower() not in LANGUAGES:
        return None
    language, region = parts[1].lower(), (parts[2] or "").upper()
    try:
        return Locale(language, region or None)
    except UnknownLocaleError:
        return Locale(language)
