"""Any amount of text that resembles businesses' documents.

The retrieval corpus has some hundred passages; more are made from them by changing figures. Always
the same ones, in the same order.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from benchmarks.retrieval.dataset import CORPUS, Chunk, load

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Passage:
    """original: index of the passage in `originals()` that this one is made from."""

    original: int
    headings: tuple[str, ...]
    text: str


@cache
def originals() -> tuple[Passage, ...]:
    """Each chunk of the corpus, and each with the one that follows it in its document."""
    found: list[tuple[tuple[str, ...], str]] = []
    for business in load(CORPUS):
        found += [(chunk.heading_path, chunk.text) for chunk in business.chunks]
        found += [_join(*pair) for pair in pairwise(business.chunks) if _adjoin(*pair)]
    return tuple(Passage(index, *passage) for index, passage in enumerate(found))


def variations(*, seed: int) -> Iterator[Passage]:
    """Yield the originals repeatedly, in another order and with other digits; endless."""
    chance = random.Random(seed)
    while True:
        for original in chance.sample(originals(), len(originals())):
            text = _DIGIT.sub(lambda _: str(chance.randrange(10)), original.text)
            yield Passage(original.original, original.headings, text)


def _adjoin(first: Chunk, second: Chunk) -> bool:
    return first.document == second.document


def _join(first: Chunk, second: Chunk) -> tuple[tuple[str, ...], str]:
    return first.heading_path, f"{first.text}\n{second.text}"
