"""Routes questions in member chats to one of several agents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.clients.embedding import Vector
from knowledge.clients.embedding.minilm import minilm

# Measured with MiniLM on questions to sets of three agents: a question that suits an agent is
# closer to its words than the first value; for one that suits two, they differ by less than the
# second.
MIN_SIMILARITY = 0.15
TIE = 0.02


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent's key, and the text that describes its purpose."""

    key: int
    words: str


def choose(question: str, candidates: Sequence[Candidate], *, coordinator: int | None) -> int:
    """Return the key of the agent whose text is closest in meaning to the question.

    If none is close, or two are equally close, the coordinator's; without one, the closest anyway.
    candidates: at least one.
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
