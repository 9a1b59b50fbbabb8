"""The evaluation's figures, computed from judged questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.retrieval.dataset import UNANSWERABLE

THRESHOLD = 0.7  # the default of an agent
_BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """One answered question.

    found_at: rank of the first passage that names the fact, from 1; 0 for none or no fact.
    names_fact: True if the answer names the fact.
    """

    business: str
    category: str
    question: str
    answerable: bool
    found_at: int
    confidence: float
    names_fact: bool
    answer: str


def retrieval(judged: Sequence[Judged]) -> dict[str, float]:
    """For answerable questions: the rank of the passage with the fact."""
    places = np.array([each.found_at for each in judged if each.answerable])
    hit = places > 0
    return {
        "hit@1": float((places == 1).mean()),
        "hit@5": float((hit & (places <= 5)).mean()),
        "MRR": float(np.where(hit, 1 / np.maximum(places, 1), 0).mean()),
    }


def answers(judged: Sequence[Judged], threshold: float = THRESHOLD) -> dict[str, float]:
    """fact named: of the answerable, whatever the confidence. false refusals: of the answerable.
    wrong answers: of the answerable, given although they do not name the fact.
    false answers: of the unanswerable. AUROC, ECE: of the confidence, for "names the fact".
    """
    confidence = np.array([each.confidence for each in judged])
    right = np.array([each.names_fact for each in judged])
    answerable = np.array([each.answerable for each in judged])
    given = confidence >= threshold
    return {
        "fact named": _share(right, answerable),
        "false refusals": _share(~given, answerable),
        "wrong answers": _share(given & ~right, answerable),
        "false answers": _share(given, ~answerable),
        "AUROC": auroc(confidence, answerable),
        "AUROC of right": auroc(confidence, right),
        "ECE": calibration_error(confidence, right),
    }


def by_category(judged: Sequence[Judged]) -> list[tuple[str, int, str, float]]:
    """Category, number of questions, measure, and its share; false answers for unanswerable
    ones.
    """
    rows: list[tuple[str, int, str, float]] = []
    for category in sorted({each.category for each in judged}):
        own = [each for each in judged if each.category == category]
        given = np.array([each.confidence >= THRESHOLD for each in own])
        if category in UNANSWERABLE:
            rows.append((category, len(own), "falsely answered", float(given.mean())))
        else:
            right = np.array([each.names_fact for each in own])
            rows.append((category, len(own), "answered rightly", float((given & right).mean())))
    return rows


def auroc(scores: np.ndarray, right: np.ndarray) -> float:
    """How often a right answer has a higher score than a wrong one (ties count half)."""
    pairs = scores[right][:, None] - scores[~right][None, :]
    return float(((pairs > 0) + 0.5 * (pairs == 0)).mean())


def calibration_error(scores: np.ndarray, right: np.ndarray) -> float:
    """Mean distance between scores and the share of right answers, over ten equal bins."""
    bins = np.minimum((scores * _BINS).astype(int), _BINS - 1)
    return float(
        sum(
            (bins == b).mean() * abs(scores[bins == b].mean() - right[bins == b].mean())
            for b in np.unique(bins)
        )
    )


def _share(what: np.ndarray, among: np.ndarray) -> float:
    return float(what[among].mean()) if among.any() else 0.0
