"""Which of several agents a question in a member's chat is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.clients.embedding import Vector
from knowledge.clients.embedding.minilm import minilm

# Measured with MiniLM on questions to sets of three agents: what suits somebody is closer than the
# first to their words, and what suits two of them differs by less than the second.
MIN_SIMILARITY = 0.15
TIE = 0.02


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent by its key, and the words that say what it is for."""

    key: int
    words: str


def choose(question: str, candidates: Sequence[Candidate], *, coordinator: int | None) -> int:
    """Key of the agent whose words are closest in meaning to the question.

    Where none is close, or two are equally so, the coordinator's; without one, the best all the
    same. candidates: at least one.
    """
    if len(candidates) == 1:
        return candidates[0].key
    asked = minilm().embed_query(question)
    closeness = {each.key: float(asked @ _meaning(each.words)) for each in candidates}
    best, second = sorted(closeness, key=lambda key: -closeness[key])[:2]
    is_close = closeness[best] >= MIN_SIMILARITY
    is_alone = closeness[best] - closeness[second] >= TIE
    if coordinator is None or coordinator not in closeness or (is_close and is_alone):
        return best
    return coordinator


@lru_cache(maxsize=1_000)
def _meaning(words: str) -> Vector:
    return next(minilm().embed_passages([words]))
