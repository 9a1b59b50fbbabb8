"""Cuts a text that is too long for a chunk, in time linear in its length."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from knowledge.clients.embedding.tokenizer import counting_tokenizer


def cut(text: str, *, max_tokens: int, max_characters: int) -> list[tuple[int, int]]:
    """Start and end (exclusive) of parts within both limits, cut between words if possible.

    Parts neither begin nor end with white space, and leave out nothing else. A word of any length
    can be one token to the tokenizer; such a word is cut anywhere.
    """
    encoding = counting_tokenizer().encode(text, add_special_tokens=False)
    words = encoding.word_ids
    bounds = [0, *(begin for begin, _ in encoding.offsets[1:]), len(text)]
    parts: list[tuple[int, int]] = []
    first, count = 0, len(bounds) - 1
    while first < count:
        within = bisect_right(bounds, bounds[first] + max_characters) - 1
        last = max(min(first + max_tokens, within, count), first + 1)
        if last < count:
            last = _between_words(text, bounds, words, first, last)
        parts += _trimmed(text, bounds[first], bounds[last], max_characters)
        first = last
    return parts


def _between_words(
    text: str, bounds: Sequence[int], words: Sequence[int | None], first: int, last: int
) -> int:
    """The last token before which a part may end: behind white space, else at least behind a
    word.
    """
    for token in range(last, first + (last - first) // 2, -1):
        if text[bounds[token] - 1].isspace():
            return token
    for token in range(last, first, -1):
        if words[token] != words[token - 1]:
            return token
    return last


def _trimmed(text: str, begin: int, end: int, max_characters: int) -> Iterator[tuple[int, int]]:
    for at in range(begin, end, max_characters):
        part = text[at : min(at + max_characters, end)]
        if stripped := part.strip():
            start = at + len(part) - len(part.lstrip())
            yield start, start + len(stripped)
