"""Remembers that a store does not answer, so that only the first callers wait for it.

A server that is stopped, or whose machine hangs, accepts connections and answers nothing: without a
limit of our own, each request would wait for minutes. Once one of them has found out, nobody else
waits until the store answers, for which a thread looks: so no request waits twice.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

PAUSE_SECONDS = 0.2  # between two probes of a store that does not answer
# Then a caller tries again: the store may have moved to where the probe does not look.
REMEMBERED_SECONDS = 10.0


class Store:
    """What this process knows of one store."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._asking = threading.Lock()
        self._starting = threading.Lock()
        self._answered_at = 0.0
        self._watch: threading.Thread | None = None

    @property
    def has_stalled(self) -> bool:
        """True from when it was found not to answer until it does, or for `REMEMBERED_SECONDS`."""
        # A thread of the parent process is not alive in a forked one, which finds out by itself.
        return self._watch is not None and self._watch.is_alive()

    def note_stall(self, probe: Callable[[], bool]) -> None:
        """probe: True once the store answers; called until then."""
        with self._starting:
            if not self.has_stalled:
                self._watch = threading.Thread(
                    target=_await_answer, args=[probe], name=f"stalled-{self._name}", daemon=True
                )
                self._watch.start()

    def answers(self, probe: Callable[[], bool]) -> bool:
        """True if the store answers a probe, of which one is enough for all that ask meanwhile."""
        asked_at = time.monotonic()
        with self._asking:
            if self._answered_at >= asked_at:
                return True
            if not self.has_stalled:
                if probe():
                    self._answered_at = time.monotonic()
                    return True
                self.note_stall(probe)
            return False


def _await_answer(probe: Callable[[], bool]) -> None:
    until = time.monotonic() + REMEMBERED_SECONDS
    while time.monotonic() < until and not probe():
        time.sleep(PAUSE_SECONDS)


postgres = Store("postgres")
redis = Store("redis")
