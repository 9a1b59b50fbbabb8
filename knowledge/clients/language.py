"""Which language a text is in."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_MIN_CONFIDENCE = 0.5  # a probability, calibrated across lengths of text
_SAMPLE_CHARACTERS = 4_000  # more makes it slower, not surer


@cache
def _identifier() -> LanguageIdentifier:
    """Takes a second to load, once per process."""
    return LanguageIdentifier.from_model_file(
        MODEL_FILE, norm_probs=True, min_confidence=_MIN_CONFIDENCE
    )


def detect_language(text: str, *, least: float = _MIN_CONFIDENCE) -> str | None:
    """The ISO 639-1 code, such as "en"; None when unsure, too short or a language without one.

    least: how sure is sure enough, from 0.5 to 1.
    """
    code, confidence = _identifier().classify(text[:_SAMPLE_CHARACTERS])
    # "und" and codes of ISO 639-3 have three letters.
    return code if len(code) == 2 and confidence >= least else None
