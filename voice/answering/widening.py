"""Selects the sentences to quote with the best one, so that open questions get a complete answer.

The sentence with the price answers a question for a price. A question for a reason or a method is
often answered by two or three sentences: the best matches the question, another one holds the fact.
"""

from __future__ import annotations

from collections.abc import Sequence

from voice.answering.evidence import Candidate
from voice.answering.kinds import Kind, contains_kind
from voice.answering.question import Question

_ENOUGH = 480  # characters of the whole answer
_MOST = 3  # sentences beside the best one
_CLEARLY = 0.75  # share of the subject that one sentence must name to answer a yes-or-no question


def said_with(
    best: Candidate,
    passage: Sequence[tuple[Candidate, float]],
    question: Question,
    *,
    covered: float,
) -> list[Candidate]:
    """The sentences to quote beside `best`, in the order in which they join.

    passage: every candidate of the same passage in reading order, including `best`, with its score.
    covered: share of the question's subject that `best` names by itself.
    """
    if best.is_row or (question.closed and covered >= _CLEARLY):
        return []
    if question.kind is not Kind.ANY and contains_kind(question.kind, best.text):
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
