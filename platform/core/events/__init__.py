"""News: written where it happens, relayed to whoever subscribed, at least once and in order."""

from core.events.outbox import publish_event
from core.events.subscriptions import subscribe

__all__ = ["publish_event", "subscribe"]
