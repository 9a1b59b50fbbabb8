"""Language detection."""

from __future__ import annotations

import mmap
import tempfile
from functools import cache
from threading import Lock
from typing import Any

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from knowledge.clients.memory import release_memory

_MIN_CONFIDENCE = 0.5  # a probability, calibrated across lengths of text
_SAMPLE_CHARACTERS = 4_000  # more text makes it slower, not surer


_loading = Lock()  # two threads would load the tables twice


def _identifier() -> LanguageIdentifier:
    with _loading:
        return _load_identifier()


@cache
def _load_identifier() -> LanguageIdentifier:
    """Load the identifier, once per process; takes a second.

    Its two large tables, 70 MB, are memory-mapped from a file, since a text touches little of them.
    """
    identifier = LanguageIdentifier.from_model_file(
        MODEL_FILE, norm_probs=True, min_confidence=_MIN_CONFIDENCE
    )
    moves, weights = identifier.tk_nextmove, identifier.nb_ptc
    identifier.tk_nextmove = memoryview(_map_table(moves)).cast(moves.typecode)
    table = np.frombuffer(_map_table(weights), dtype=weights.dtype).reshape(weights.shape)
    identifier.nb_ptc = table
    identifier._full_model = (table, identifier.nb_pc, identifier.nb_classes)
    release_memory()
    return identifier


def _map_table(table: Any) -> mmap.mmap:
    """The content of a table, in an unnamed file."""
    with tempfile.TemporaryFile() as file:
        file.write(memoryview(table).cast("B"))
        file.flush()
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def detect_language(text: str, *, minimum: float = _MIN_CONFIDENCE) -> str | None:
    """The ISO 639-1 code, such as "en"; None if unsure, too short, or a language without a code.

    minimum: the required probability, from 0.5 to 1.
    """
    code, confidence = _identifier().classify(text[:_SAMPLE_CHARACTERS])
    # "und" and codes of ISO 639-3 have three letters.
    return code if len(code) == 2 and confidence >= minimum else None
