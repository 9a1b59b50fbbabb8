"""Assigns tests to processes: slow ones start first, and no module outweighs the rest.

Tests that start the platform share one, so one process runs all of them; they mostly wait. Browser
tests wait too: they stay together by module, and one process at a time runs them. All others are
distributed in small parts to free processes.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

MAX_TESTS = 40  # per part of a module
_FIRST = ("processes", "browser")  # marks, slowest tests first
_BROWSER = _FIRST.index("browser")


class PartsScheduling(LoadScopeScheduling):
    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        super().__init__(config, log)
        self._parts: dict[str, str] = {}
        self._ranks: dict[str, int] = {}
        self._sizes: Counter[str] = Counter()

    def _split_scope(self, nodeid: str) -> str:
        """The name of the part that a test belongs to."""
        if nodeid not in self._parts:
            module = nodeid.partition("::")[0]
            rank = _rank(self.config.rootpath / module)
            number = self._sizes[module] // MAX_TESTS
            self._sizes[module] += 1
            name = {0: "processes", 1: module}.get(rank, f"{module} {number}")
            self._parts[nodeid], self._ranks[name] = name, rank
        return self._parts[nodeid]

    def _assign_work_unit(self, node: Any) -> None:
        others = [parts for other, parts in self.assigned_work.items() if other is not node]
        waits = any(
            self._ranks[name] == _BROWSER and not all(tests.values())
            for parts in others
            for name, tests in parts.items()
        )
        # Two that wait for a browser would leave a core to nobody.
        last = {_BROWSER: len(_FIRST) + 1} if waits else {}
        ranks = {name: last.get(self._ranks[name], self._ranks[name]) for name in self.workqueue}
        self.workqueue.move_to_end(min(ranks, key=lambda name: ranks[name]), last=False)
        super()._assign_work_unit(node)


@lru_cache
def _rank(module: Path) -> int:
    """The module's rank among all.

    The process that distributes tests has not imported them, so their source is read.
    """
    text = module.read_text()
    ranks = (rank for rank, mark in enumerate(_FIRST) if f"pytest.mark.{mark}" in text)
    return next(ranks, len(_FIRST))
