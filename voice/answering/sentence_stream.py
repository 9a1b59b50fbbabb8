"""Splits a stream of text into sentences, each as soon as it has certainly ended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from knowledge.sentences import sentences
from voice.answering.errors import ProviderError

_WHOLE_WORD = re.compile(r"\s*(?:[-*•]\s+)?\S+\s")
_ENDED = re.compile(r"[.!?…。！？]+[\"'”’)\]*_]*\s*$")  # noqa: RUF001


def whole_sentences(pieces: Iterable[str]) -> Iterator[str]:
    """Yield each sentence with the white space and bullet before it, so that sentences can be
    dropped.

    If the stream fails, a sentence that was complete is still yielded before the error is raised;
    an incomplete one never is.
    """
    held = ""
    try:
        for piece in pieces:
            held += piece
            *done, rest = _cut(held)
            # "Open at 9 a.m. M" may continue as "Monday": wait until the next word is complete.
            if done and _WHOLE_WORD.match(rest):
                yield from done
                held = rest
    except ProviderError:
        *done, rest = _cut(held)
        yield from done
        if _ENDED.search(rest):
            yield rest.rstrip()
        raise
    yield from (each.rstrip() for each in _cut(held) if each.strip())


def _cut(text: str) -> list[str]:
    """Split a text into sentences, at least one; joined, they are the text."""
    ends = [0, *(end for _, end in sentences(text)[:-1]), len(text)]
    return [text[start:end] for start, end in pairwise(ends)]
