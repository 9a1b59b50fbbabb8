"""Runs on-commit callbacks in tests that never commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db import connections
from django.db.transaction import Atomic


@contextmanager
def running_on_commit() -> Iterator[None]:
    """Within the block, the end of the code's outermost transaction runs its on-commit callbacks.

    That transaction is a savepoint within the test's: other connections, including those of
    threads, see none of its rows.
    """
    own = connections["default"]
    depth, waiting = len(own.atomic_blocks), len(own.run_on_commit)
    leave, wait = Atomic.__exit__, own.on_commit

    def is_outside(using: str | None) -> bool:
        return connections[using or "default"] is own and len(own.atomic_blocks) == depth

    def leave_and_run(atomic: Atomic, *error: Any) -> None:
        leave(atomic, *error)
        while is_outside(atomic.using) and len(own.run_on_commit) > waiting:
            own.run_on_commit.pop(waiting)[1]()

    def wait_or_run(run: Callable[[], Any], robust: bool = False) -> None:
        run() if is_outside("default") else wait(run, robust)

    with (
        patch.object(Atomic, "__exit__", leave_and_run),
        patch.object(own, "on_commit", wait_or_run),
    ):
        yield
