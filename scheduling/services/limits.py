"""How much strangers may book, move and hold: enough for people, too little for scripts.

Counted is who asks, a network or a conversation, since names and addresses cost nothing; and the
calendar, for those who have many networks. Only what would have been done counts.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q
from django.utils.crypto import salted_hmac

from core.mailboxes import mailbox_of
from core.throttling import bucket_of, count, enforce
from scheduling.errors import TooManyHolds
from scheduling.models import Calendar, Hold

CHANGES_PER_HOUR = 20  # bookings and moves in a calendar by one network, or in one conversation
BOOKINGS_FOR_ONE_PER_HOUR = 20  # for one mailbox by one network, in all calendars of all workspaces
BOOKINGS_PER_HOUR = 200  # of a calendar at one surface: the chat does not close the page
HELD_BY_ONE, HELD_AT_ONCE = 5, 50  # times of a calendar; all can still be booked without
_HOUR = 3_600  # seconds


def count_change(calendar: Calendar, requester: str) -> None:
    """Count a booking or a move; requester: empty for none to count. Raises RateLimited."""
    if requester:
        bucket = bucket_of("appointments", f"{calendar.pk}:{requester}")
        enforce(count(bucket, limit=CHANGES_PER_HOUR, window_seconds=_HOUR))


def count_booking(calendar: Calendar, email: str, source: str, requester: str) -> None:
    """email: of the customer, empty for none. Raises RateLimited."""
    count_change(calendar, requester)
    if requester and email:
        bucket = bucket_of("appointments", f"{mailbox_of(email.lower())}:{requester}")
        enforce(count(bucket, limit=BOOKINGS_FOR_ONE_PER_HOUR, window_seconds=_HOUR))
    bucket = f"appointments:{calendar.pk}:{source}"
    enforce(count(bucket, limit=BOOKINGS_PER_HOUR, window_seconds=_HOUR))


def check_holds(calendar: Calendar, holder: str, *, now: datetime) -> None:
    """Needs the calendar's lock. Raises TooManyHolds."""
    held = Hold.objects.filter(calendar=calendar, expires_at__gt=now).aggregate(
        in_all=Count("pk"), by_one=Count("pk", filter=Q(holder=holder) & ~Q(holder=""))
    )
    if held["by_one"] >= _scaled(HELD_BY_ONE) or held["in_all"] >= _scaled(HELD_AT_ONCE):
        raise TooManyHolds


def holder_of(requester: str) -> str:
    """A digest of a network, which is nobody's to read; empty for none."""
    return salted_hmac("scheduling.hold", requester).hexdigest() if requester else ""


def _scaled(limit: int) -> int:
    return max(round(limit * settings.RATE_LIMIT_FACTOR), 1)
