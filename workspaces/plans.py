"""What each plan allows. Data only, as published."""

from __future__ import annotations

from dataclasses import dataclass

MESSAGES = "messages"  # the metric that plans limit
UNLIMITED_REQUESTS = 1_000_000  # per minute; a number, so that clients can compute with it


@dataclass(frozen=True, slots=True)
class Plan:
    """messages_per_month: answered questions of visitors; None is unlimited."""

    name: str
    requests_per_minute: int
    messages_per_month: int | None

    def requests_allowed(self, own: int | None) -> int:
        """own: an individual limit set by staff; also below."""
        return own or self.requests_per_minute

    def messages_allowed(self, own: int | None) -> int | None:
        return self.messages_per_month if own is None else own


PLANS: dict[str, Plan] = {
    "FREE": Plan("Free", 60, 100),
    "STARTER": Plan("Starter", 120, 2_000),
    "PROFESSIONAL": Plan("Professional", 300, 10_000),
    "ENTERPRISE": Plan("Enterprise", UNLIMITED_REQUESTS, None),
}
