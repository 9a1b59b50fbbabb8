"""Decides whether a time can be booked, and occupies it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Greatest

from core.db.constraints import violated_constraint
from scheduling.availability import Offer, Proposal, Refusal, Rule, judge
from scheduling.errors import TimeNotAvailable
from scheduling.models import Appointment, Calendar, CalendarHost, Hold, Host, Reservation
from scheduling.queries.snapshots import snapshot_around

_FARTHEST_OVERRIDE = timedelta(days=3_653)  # beyond, a date is a slip of the keyboard
_WALL = ("a_seat_is_taken_once", "a_host_is_in_one_calendar")


def find_hosts(
    calendar: Calendar,
    *,
    starts_at: datetime,
    minutes: int,
    now: datetime,
    instead_of: Appointment | None = None,
    kept: Collection[int] = (),
    hold: Hold | None = None,
    host: Host | None = None,
    may_override: bool = False,
) -> Offer:
    """The hosts who take an appointment at that time. Raises TimeNotAvailable.

    instead_of: the appointment that is moved there. kept: its hosts, who keep it if possible.
    hold: the customer's own. host: the only one who would do.
    may_override: pass over every rule but that the hosts must be free, within ten years.
    """
    if starts_at.microsecond:
        step = calendar.slot_step_minutes or minutes
        raise TimeNotAvailable(Refusal(Rule.NOT_ON_GRID, step), field="starts_at")
    may_override = may_override and abs(starts_at - now) <= _FARTHEST_OVERRIDE
    snapshot = snapshot_around(
        calendar,
        starts_at,
        now=now,
        appointment_id=instead_of.pk if instead_of else None,
        hold_id=hold.pk if hold else None,
        is_anywhere=may_override,
    )
    if host is not None:
        snapshot = snapshot.only(host.pk)
    hosts = (
        replace(each, assigned=-1) if each.host_id in kept else each for each in snapshot.hosts
    )
    snapshot = replace(snapshot, hosts=tuple(hosts))
    proposal = Proposal(int(starts_at.timestamp()), minutes)
    verdict = judge(snapshot, proposal, now=int(now.timestamp()), may_override=may_override)
    if isinstance(verdict, Refusal):
        raise TimeNotAvailable(verdict, field="starts_at")
    return verdict


def occupy(
    calendar: Calendar,
    offer: Offer,
    *,
    starts_at: datetime,
    ends_at: datetime,
    appointment: Appointment | None = None,
    hold: Hold | None = None,
) -> None:
    """Reserve the time of the hosts for an appointment or a hold.

    Raises TimeNotAvailable if somebody was faster, which the locks rule out.
    """
    busy = (
        starts_at - timedelta(minutes=calendar.buffer_before_minutes),
        ends_at + timedelta(minutes=calendar.buffer_after_minutes),
    )
    rows = [
        Reservation(
            workspace_id=calendar.workspace_id,
            host_id=host,
            calendar=calendar,
            seat=seat,
            busy=busy,
            appointment=appointment,
            hold=hold,
            expires_at=hold.expires_at if hold else None,
        )
        for host, seat in offer.hosts
    ]
    try:
        with transaction.atomic():
            Reservation.objects.bulk_create(rows)
    except IntegrityError as error:
        if violated_constraint(error) in _WALL:
            raise TimeNotAvailable(Refusal(Rule.HOST_BUSY), field="starts_at") from error
        raise


def count_assigned(calendar: Calendar, hosts: Iterable[int], change: int) -> None:
    """Add to the number of appointments that the hosts have been given. Needs their locks."""
    rows = CalendarHost.objects.filter(calendar=calendar, host_id__in=list(hosts))
    rows.update(assigned=Greatest(F("assigned") + change, 0))
