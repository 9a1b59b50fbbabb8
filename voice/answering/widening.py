"""What is said along with the best sentence, so that the answer to an open question stands whole.

A question for a price is answered by the sentence with the price. A question for a reason or a way
is often answered by two or three sentences, of which the best matches the question most and another
one holds the fact.
"""

from __future__ import annotations

from collections.abc import Sequence

from voice.answering.evidence import Candidate
from voice.answering.kinds import Kind, holds
from voice.answering.question import Question

_ENOUGH = 480  # characters of the whole answer
_MOST = 3  # sentences beside the best one
_CLEARLY = 0.75  # of its subject named by one sentence answer a yes-or-no question


def said_with(
    best: Candidate,
    passage: Sequence[tuple[Candidate, float]],
    question: Question,
    *,
    covered: float,
) -> list[Candidate]:
    """The sentences to be quoted beside `best`, the first to be joined first.

    passage: every candidate of the same passage in reading order, `best` among them, and how
        promising each looks.
    covered: how much of the question's subject `best` names by itself.
    """
    if best.is_row or (question.closed and covered >= _CLEARLY):
        return []
    if question.kind is not Kind.ANY and holds(question.kind, best.text):
        return []
    first = last = next(i for i, (candidate, _) in enumerate(passage) if candidate is best)
    room = _ENOUGH - len(best.text)
    chosen: list[Candidate] = []
    while len(chosen) < _MOST:
        sides = [i for i in (first - 1, last + 1) if 0 <= i < len(passage)]
        sides = [i for i in sides if len(passage[i][0].text) < room]
        if not sides:
            break
        at = max(sides, key=lambda i: passage[i][1])
        first, last = min(first, at), max(last, at)
        chosen.append(passage[at][0])
        room -= len(passage[at][0].text) + 1
    return chosen
