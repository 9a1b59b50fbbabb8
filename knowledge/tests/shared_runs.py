"""Runs of the embedding model that tests share: the same texts always get the same vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding

from knowledge.clients.embedding.minilm import _Engine


def share_runs() -> None:
    """From now on, this process runs the model once for each batch of texts."""
    runs: dict[tuple[tuple[int, ...], ...], NDArray[np.float32]] = {}
    run = _Engine._run

    def run_once(engine: _Engine, encodings: Sequence[Encoding]) -> NDArray[np.float32]:
        batch = tuple(tuple(encoding.ids) for encoding in encodings)
        if batch not in runs:
            runs[batch] = run(engine, encodings)
            runs[batch].flags.writeable = False
        return runs[batch]

    _Engine._run = run_once  # type: ignore[method-assign]
