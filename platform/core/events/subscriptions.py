"""Who wants to hear of what. Apps subscribe in their `AppConfig.ready`."""

from __future__ import annotations

from collections import defaultdict

_subscribers: dict[str, list[str]] = defaultdict(list)


def subscribe(event_type: str, *, job: str) -> None:
    """Have `job` run for every event of that type.

    It is given `event_id`, `workspace_id`, `type` and `payload`.
    """
    if job not in _subscribers[event_type]:
        _subscribers[event_type].append(job)


def subscribers(event_type: str) -> list[str]:
    return _subscribers.get(event_type, [])
