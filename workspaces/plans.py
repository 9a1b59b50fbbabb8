"""What each plan allows. Data only; figures are the published ones."""

from __future__ import annotations

from dataclasses import dataclass

MESSAGES = "messages"  # the metric that plans bound
UNLIMITED_REQUESTS = 1_000_000  # a minute; a number that clients can compute with


@dataclass(frozen=True, slots=True)
class Plan:
    """messages_per_month: visitors' questions answered; None is unlimited."""

    name: str
    requests_per_minute: int
    messages_per_month: int | None

    def requests_allowed(self, own: int | None) -> int:
        """own: what staff granted instead; so below."""
        return own or self.requests_per_minute

    def messages_allowed(self, own: int | None) -> int | None:
        return self.messages_per_month if own is None else own


PLANS: dict[str, Plan] = {
    "FREE": Plan("Free", 60, 100),
    "STARTER": Plan("Starter", 120, 2_000),
    "PROFESSIONAL": Plan("Professional", 300, 10_000),
    "ENTERPRISE": Plan("Enterprise", UNLIMITED_REQUESTS, None),
}
