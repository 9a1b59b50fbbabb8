"""Limits the number of open streams per client, since each uses memory as long as it lasts."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from functools import cache, partial
from threading import Lock

from django.conf import settings

from core.throttling import RateLimited

MAX_OPEN_STREAMS = 100  # per client and process: an office behind one address is one client
_COME_BACK = 10  # seconds


class _StreamSlots:
    """The number of open streams per client."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._taken: Counter[str] = Counter()
        self._left: deque[str] = deque()  # clients of ended streams, not yet subtracted

    def take(self, client: str) -> Callable[[], None]:
        limit = max(round(MAX_OPEN_STREAMS * settings.RATE_LIMIT_FACTOR), 1)
        with self._lock:
            while self._left:
                self._taken.subtract([self._left.popleft()])
            self._taken = +self._taken  # drops clients without streams
            if self._taken[client] >= limit:
                raise RateLimited(retry_after=_COME_BACK, seconds=_COME_BACK)
            self._taken[client] += 1
        # without the lock: garbage collection may call this
        return partial(self._left.append, client)


@cache
def _stream_slots() -> _StreamSlots:
    return _StreamSlots()


def acquire_stream_slot(client: str) -> Callable[[], None]:
    """Count one more stream, until the returned function is called, once. Raises RateLimited."""
    return _stream_slots().take(client)
