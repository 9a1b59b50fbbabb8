"""Hourly cleanup, registered by each app."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Cleanup = Callable[..., None]

_cleanups: dict[str, Cleanup] = {}


def register_cleanup(name: str, clean_up: Cleanup) -> None:
    """Register `clean_up(now=…)`, which is called once an hour and should do a bounded amount of
    work.

    Called by an app's `AppConfig.ready`.
    """
    _cleanups[name] = clean_up


def run_cleanups(*, now: datetime) -> None:
    for clean_up in _cleanups.values():
        clean_up(now=now)
