"""What each app forgets once an hour: rows that are over and that nobody asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Tidy = Callable[..., None]

_tidies: dict[str, Tidy] = {}


def on_tidy(name: str, tidy: Tidy) -> None:
    """Have `tidy(now=…)` called once an hour; it takes as little as it can at a time.

    Called by an app's `AppConfig.ready`.
    """
    _tidies[name] = tidy


def tidy_all(*, now: datetime) -> None:
    for tidy in _tidies.values():
        tidy(now=now)
