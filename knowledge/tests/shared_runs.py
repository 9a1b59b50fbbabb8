"""Results that tests share: of the embedding model, and of the process that reads a page. The same
input always gets the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding

from knowledge.clients.crawling.pages import Page
from knowledge.clients.crawling.sandbox import read_safely
from knowledge.clients.embedding.minilm import _Engine
from knowledge.services.crawls import repetition, visits


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


def share_pages() -> None:
    """From now on, crawls in this process have a page read once, since reading starts a process.

    Tests of that process call `read_safely` themselves.
    """
    pages: dict[tuple[bytes, str], Page] = {}

    def read_once(data: bytes, **options: Any) -> Page:
        case = data, repr(sorted(options.items()))
        if case not in pages:
            pages[case] = read_safely(data, **options)
        return deepcopy(pages[case])

    visits.read_safely = repetition.read_safely = read_once
