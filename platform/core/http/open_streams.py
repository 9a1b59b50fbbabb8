"""How many streams one client may hold open at a time: each takes memory as long as it lasts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from threading import Lock

from django.conf import settings

from core.throttling import RateLimited

MOST_OPEN = 100  # by one client in one process: an office behind one address is one client
_COME_BACK = 10  # seconds


class _Places:
    """Clients and how many streams each has open."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._taken: Counter[str] = Counter()

    def take(self, client: str) -> Callable[[], None]:
        most = max(round(MOST_OPEN * settings.RATE_LIMIT_FACTOR), 1)
        with self._lock:
            if self._taken[client] >= most:
                raise RateLimited(retry_after=_COME_BACK, seconds=_COME_BACK)
            self._taken[client] += 1
        has_left = False

        def leave() -> None:
            nonlocal has_left
            with self._lock:
                if not has_left:
                    has_left = True
                    self._taken[client] -= 1
                    self._taken += Counter()  # forgets who has none

        return leave


@cache
def _places() -> _Places:
    return _Places()


def take_place(client: str) -> Callable[[], None]:
    """Count one more stream, until what is returned is called. Raises RateLimited."""
    return _places().take(client)
