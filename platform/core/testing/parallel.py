"""Runs work in several threads, as several web processes would."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

T = TypeVar("T")

DEADLINE_SECONDS = 60.0  # a hang fails the test instead of blocking the suite


def run_concurrently(times: int, work: Callable[[int], T], *, threads: int = 20) -> list[T]:
    """Return what `work(0)` … `work(times - 1)` returned, in that order; raises the first
    exception.

    All threads start together, each with its own database connection: use it with
    `transactional_db`, whose rows other connections can see.
    """
    threads = min(threads, times)
    together = threading.Barrier(threads, timeout=DEADLINE_SECONDS)

    def run(first: int) -> list[tuple[int, T]]:
        together.wait()
        try:
            return [(number, work(number)) for number in range(first, times, threads)]
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        parts = [pool.submit(run, first) for first in range(threads)]
        done = [pair for part in parts for pair in part.result(timeout=DEADLINE_SECONDS)]
    return [result for _, result in sorted(done, key=lambda pair: pair[0])]


def wait_until_true(condition: Callable[[], bool], *, seconds: float = 20.0) -> bool:
    """True if the condition becomes true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
