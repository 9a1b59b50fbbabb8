"""Keeping a time while somebody decides."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from scheduling.errors import HoldLost
from scheduling.models import Calendar, Hold, Host
from scheduling.queries.named_hosts import check_choice
from scheduling.services.judging import find_hosts, occupy
from scheduling.services.limits import check_holds, holder_of
from scheduling.services.locking import lock_hosts, remove_reservations_of_ended_holds

MAX_SECONDS = 900  # of one hold, until it is renewed
MAX_AGE = timedelta(hours=1)  # however often it is renewed


@transaction.atomic
def hold_time(
    *,
    calendar: Calendar,
    starts_at: datetime,
    minutes: int | None = None,
    seconds: int,
    host: Host | None = None,
    requester: str = "",
    now: datetime,
) -> Hold:
    """Keep a time for some seconds, at most 900; then it ends by itself, whatever died.

    Whoever holds a time for a live connection asks for a second or two and renews it, so that the
    time is free again right after the connection is lost.
    host: whom the customer has chosen. requester: see `book`.
    Raises TimeNotAvailable, TooManyHolds, HostNotChoosable.
    """
    check_choice(calendar, host, by_customer=True)
    minutes = calendar.default_minutes if minutes is None else minutes
    lock_hosts(calendar)
    remove_reservations_of_ended_holds(calendar, now=now)
    offer = find_hosts(calendar, starts_at=starts_at, minutes=minutes, host=host, now=now)
    holder = holder_of(requester)
    check_holds(calendar, holder, now=now)
    hold: Hold = Hold.objects.create(
        workspace_id=calendar.workspace_id,
        calendar=calendar,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        holder=holder,
        created_at=now,
        expires_at=now + timedelta(seconds=min(seconds, MAX_SECONDS)),
    )
    occupy(calendar, offer, starts_at=hold.starts_at, ends_at=hold.ends_at, hold=hold)
    return hold


@transaction.atomic
def renew_hold(*, hold: Hold, seconds: int, now: datetime) -> Hold:
    """Keep the time for some seconds from now, at most an hour in all. Raises HoldLost."""
    lock_hosts(hold.calendar)
    current = Hold.objects.filter(pk=hold.pk, expires_at__gt=now).first()
    if current is None:
        raise HoldLost(field="hold_id")
    until = now + timedelta(seconds=min(seconds, MAX_SECONDS))
    current.expires_at = min(until, current.created_at + MAX_AGE)
    current.save(update_fields=["expires_at"])
    current.reservations.update(expires_at=current.expires_at)
    return current


@transaction.atomic
def release_hold(*, hold: Hold) -> None:
    """Let the time go; a hold that has ended already is no error."""
    lock_hosts(hold.calendar)
    Hold.objects.filter(pk=hold.pk).delete()
