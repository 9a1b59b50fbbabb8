"""Two small learners in numpy: a ranking, and a probability.

Both return weights for the raw features (not standardized), so that the stored numbers can be read
next to their features.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from voice.answering.model import Linear

Floats = NDArray[np.float64]
_TINY = 1e-9


def matrix(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> Floats:
    return np.array([[row[name] for name in names] for row in rows], float)


def fit_choice(
    groups: Sequence[tuple[Floats, NDArray[np.bool_]]], names: Sequence[str], *, penalty: float
) -> Linear:
    """Weights that rank the right rows of each group first (softmax over the group).

    groups: features of the rows, and which are right; at least one in every group.
    penalty: L2, on standardized features; relative to the mean loss of a group.
    """
    every = np.vstack([rows for rows, _ in groups])
    right = np.concatenate([right for _, right in groups]).astype(float)
    sizes = np.array([len(rows) for rows, _ in groups])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    mean, spread = every.mean(axis=0), every.std(axis=0) + _TINY
    standard = (every - mean) / spread
    weights = np.zeros(len(names))
    momentum, scale = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, 401):  # Adam, past convergence
        scores = standard @ weights
        odds = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
        wanted = odds * right
        surplus = odds / np.repeat(np.add.reduceat(odds, starts), sizes)
        surplus -= wanted / np.repeat(np.add.reduceat(wanted, starts) + _TINY, sizes)
        slope = penalty * weights + standard.T @ surplus / len(groups)
        momentum = 0.9 * momentum + 0.1 * slope
        scale = 0.999 * scale + 0.001 * slope**2
        weights -= (
            0.05 * (momentum / (1 - 0.9**step)) / (np.sqrt(scale / (1 - 0.999**step)) + _TINY)
        )
    return _raw(names, weights, 0.0, mean, spread)


def fit_probability(
    rows: Floats,
    right: NDArray[np.bool_],
    names: Sequence[str],
    *,
    penalty: float,
    sample_weights: Floats,
) -> Linear:
    """Logistic regression by Newton's method; the probability is that of `right`."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + _TINY
    standard = np.column_stack([(rows - mean) / spread, np.ones(len(rows))])
    ridge = np.diag([penalty] * len(names) + [0.0])
    weights = np.zeros(standard.shape[1])
    for _ in range(30):
        likely = 1 / (1 + np.exp(-(standard @ weights)))
        slope = standard.T @ (sample_weights * (likely - right)) + ridge @ weights
        curve = sample_weights * likely * (1 - likely)
        weights -= np.linalg.solve((standard * curve[:, None]).T @ standard + ridge, slope)
    return _raw(names, weights[:-1], weights[-1], mean, spread)


def _raw(
    names: Sequence[str], weights: Floats, bias: float, mean: Floats, spread: Floats
) -> Linear:
    return Linear(
        weights={name: float(w / s) for name, w, s in zip(names, weights, spread, strict=True)},
        bias=float(bias - (weights * mean / spread).sum()),
    )
