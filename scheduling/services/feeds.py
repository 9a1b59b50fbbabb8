"""Secret addresses at which programs read the appointments of a host or a calendar."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from core.scope import current_workspace_id, granted_scope
from scheduling.errors import FeedMissing
from scheduling.ics import feed
from scheduling.models import Appointment, Calendar, CalendarFeed, Host, Reservation
from scheduling.queries.calendar_events import event_for_host
from workspaces.queries import is_member
from workspaces.services import record

OPEN_BY_FEED = "open_workspace_by_feed"
MAX_EVENTS = 5_000
SHOWN_BEFORE = timedelta(days=90)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


@transaction.atomic
def rotate_feed(
    *, host: Host | None = None, calendar: Calendar | None = None, now: datetime
) -> str:
    """Make a new address, and end the one before. Returns the token in it, kept nowhere else."""
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        workspace_id=current_workspace_id(),
        host=host,
        calendar=calendar,
        defaults={"token_hash": _hash(token), "created_at": now},
    )
    record(action="CALENDAR_FEED_ROTATED", target=_target(host, calendar), now=now)
    return token


@transaction.atomic
def delete_feed(
    *, host: Host | None = None, calendar: Calendar | None = None, now: datetime
) -> None:
    """End the address; there may be none."""
    rows = CalendarFeed.objects.filter(host=host, calendar=calendar)
    if rows.delete()[0]:
        record(action="CALENDAR_FEED_DELETED", target=_target(host, calendar), now=now)


def read_feed(*, token: str, now: datetime) -> bytes:
    """The appointments from three months ago on. Raises FeedMissing, whatever is wrong."""
    if not _TOKEN.fullmatch(token):
        raise FeedMissing
    hashed = _hash(token)
    with granted_scope(OPEN_BY_FEED, hashed) as grants:
        if not grants or grants[0].row["is_suspended"]:
            raise FeedMissing
        rows = CalendarFeed.objects.select_related("host__user", "calendar")
        row = rows.get(token_hash=hashed)
        if row.host is not None and row.host.user is not None and not is_member(row.host.user):
            raise FeedMissing  # who has left the workspace sees its customers no more
        appointments = Appointment.objects.filter(ends_at__gt=now - SHOWN_BEFORE)
        appointments = appointments.exclude(status=Appointment.Status.CANCELLED)
        if row.host is not None:
            name = row.host.name
            taken = Reservation.objects.filter(host=row.host, is_active=True)
            appointments = appointments.filter(pk__in=taken.values("appointment_id"))
        else:
            name = str(row.calendar)
            appointments = appointments.filter(calendar=row.calendar)
        shown = appointments.select_related("calendar").order_by("starts_at", "pk")[:MAX_EVENTS]
        events = [event_for_host(each) for each in shown]
    return feed(name=name, events=events)


def _target(host: Host | None, calendar: Calendar | None) -> str:
    found = host or calendar
    assert found is not None
    return found.public_id


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
