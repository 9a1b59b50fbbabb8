"""Subscriptions to outbox events. Apps subscribe in their `AppConfig.ready`."""

from __future__ import annotations

from collections import defaultdict

from core.events.catalog import Event

_subscribers: dict[str, list[str]] = defaultdict(list)


def subscribe(event: type[Event], *, job: str) -> None:
    """Run `job` for every event of that class.

    It receives `event_id`, `workspace_id`, `type`, `version` and `payload`. A row of an earlier
    release is delivered unchanged, with its version.
    """
    if job not in _subscribers[event.type]:
        _subscribers[event.type].append(job)


def subscribers(event_type: str) -> list[str]:
    return _subscribers.get(event_type, [])
