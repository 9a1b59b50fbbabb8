"""Events that only tests publish."""

from __future__ import annotations

from core.events import Event, event


@event("TESTED", version=2, aggregate="call_id")
class CallTested(Event):
    """A test has run."""

    call_id: str
    number: int


@event("IGNORED", version=1, aggregate="call_id")
class Ignored(Event):
    """An event without subscribers."""

    call_id: str
