"""The learned part: weights of three linear models, stored as readable JSON beside this module.

`benchmarks/retrieval/train.py` writes the file; its README describes the data and the quality.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "weights.json"


@dataclass(frozen=True, slots=True)
class Linear:
    """A weighted sum of features; a feature without a weight counts as zero."""

    weights: Mapping[str, float]
    bias: float = 0.0

    def __call__(self, features: Mapping[str, float]) -> float:
        return self.bias + sum(weight * features[name] for name, weight in self.weights.items())


@dataclass(frozen=True, slots=True)
class Model:
    """passages: which passages are looked through. preranking: which of their candidates the
    embedding model reads. ranking: which of them is best.

    confidence: log-odds that the best one answers the question.
    """

    passages: Linear
    preranking: Linear
    ranking: Linear
    confidence: Linear


@cache
def shipped_model() -> Model:
    """The model that is shipped with the platform."""
    return from_json(FILE.read_text())


def from_json(text: str) -> Model:
    stored = json.loads(text)
    return Model(
        **{
            name: Linear(stored[name]["weights"], stored[name]["bias"])
            for name in ("passages", "preranking", "ranking", "confidence")
        }
    )


def probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(min(log_odds, 30.0), -30.0)))
