"""What each app forgets once an hour: rows that are over and that nobody asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Cleanup = Callable[..., None]

_cleanups: dict[str, Cleanup] = {}


def register_cleanup(name: str, clean_up: Cleanup) -> None:
    """Have `tidy(now=…)` called once an hour; it takes as little as it can at a time.

    Called by an app's `AppConfig.ready`.
    """
    _cleanups[name] = clean_up


def run_cleanups(*, now: datetime) -> None:
    for clean_up in _cleanups.values():
        clean_up(now=now)
