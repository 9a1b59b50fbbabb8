"""How many answers are drafted at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from django.conf import settings

from core.db.connections import release_connection


@lru_cache(maxsize=1)
def _slots() -> threading.BoundedSemaphore:
    """First come, first served: sharing the processors among all would delay every answer."""
    return threading.BoundedSemaphore(settings.MAX_CONCURRENT_DRAFTS)


@contextmanager
def drafting_slot() -> Iterator[None]:
    """Wait for a slot without holding a database connection; waiting answers would exhaust the
    pool.
    """
    slots = _slots()
    if not slots.acquire(blocking=False):
        release_connection()
        slots.acquire()
    try:
        yield
    finally:
        slots.release()
