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


PLANS: dict[str, Plan] = {
    "FREE": Plan("Free", 60, 100),
    "STARTER": Plan("Starter", 120, 2_000),
    "PROFESSIONAL": Plan("Professional", 300, 10_000),
    "ENTERPRISE": Plan("Enterprise", UNLIMITED_REQUESTS, None),
}
