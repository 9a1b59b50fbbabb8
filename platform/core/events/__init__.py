"""Outbox events: written in the transaction, relayed to subscribers at least once and in order."""

from core.events.catalog import Event, event, every_event
from core.events.outbox import publish_event
from core.events.schema import example, one_of, public_id
from core.events.subscriptions import subscribe

__all__ = [
    "Event",
    "event",
    "every_event",
    "example",
    "one_of",
    "public_id",
    "publish_event",
    "subscribe",
]
