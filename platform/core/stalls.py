"""Remembers that a store does not answer, so that only the first callers wait for it.

A server that is stopped, or whose machine hangs, accepts connections and answers nothing: without a
limit of our own, each request would wait for minutes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

REMEMBERED_SECONDS = 1.0  # then the next caller tries again


class Store:
    """What this process knows of one store."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stalled_until = 0.0
        self._answered_at = 0.0

    @property
    def has_stalled(self) -> bool:
        """True if it did not answer a moment ago."""
        return time.monotonic() < self._stalled_until

    def note_stall(self) -> None:
        self._stalled_until = time.monotonic() + REMEMBERED_SECONDS

    def answers(self, probe: Callable[[], bool]) -> bool:
        """True if the store answers a probe, of which one is enough for all that ask meanwhile."""
        asked_at = time.monotonic()
        with self._lock:
            if self._answered_at >= asked_at:
                return True
            if not self.has_stalled:
                if probe():
                    self._answered_at = time.monotonic()
                    return True
                self.note_stall()
            return False


postgres = Store()
redis = Store()
