"""Moving an appointment: to another time, or to another host."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from accounts.models import User
from core.events import publish_event
from scheduling.availability import Offer
from scheduling.events import AppointmentRescheduled
from scheduling.models import Appointment, Calendar, Host
from scheduling.queries.named_hosts import check_choice
from scheduling.services.changing import (
    Status,
    check_notice,
    check_open,
    lock_appointment,
    save_change,
    side_of,
)
from scheduling.services.customers import check_only_one
from scheduling.services.judging import count_assigned, find_hosts, occupy
from scheduling.services.limits import count_change
from scheduling.services.locking import remove_reservations_of_ended_holds
from scheduling.services.notices import record_moved
from workspaces.services import record


@transaction.atomic
def reschedule(
    *,
    appointment: Appointment,
    starts_at: datetime | None = None,
    minutes: int | None = None,
    host: Host | None = None,
    override_rules: bool = False,
    by: User | Host | None = None,
    requester: str = "",
    now: datetime,
) -> Appointment:
    """Move an appointment. by: the member or the host who does; None is the customer.

    starts_at, minutes: by default when and as long as it was. To where it stands already is no
    change. host: who takes it from now on; by default who has it, if they are free.
    override_rules, requester: see `book`.
    Raises AppointmentOver, ChangeTooLate, TimeNotAvailable, HostNotChoosable, AlreadyBooked,
    RateLimited.
    """
    current = lock_appointment(appointment)
    calendar = current.calendar
    check_open(current)
    check_choice(calendar, host, by_customer=by is None)
    starts_at = current.starts_at if starts_at is None else starts_at
    minutes = current.minutes if minutes is None else minutes
    hosts = set(current.reservations.values_list("host_id", flat=True))
    stays = (starts_at, minutes) == (current.starts_at, current.minutes)
    if stays and (host is None or hosts == {host.pk}):
        return current
    check_notice(current, by=by, now=now)
    remove_reservations_of_ended_holds(calendar, now=now)
    find = partial(find_hosts, calendar, instead_of=current, kept=hosts, host=host, now=now)
    may_override = by is not None and (override_rules or stays)
    offer = find(starts_at=starts_at, minutes=minutes, may_override=may_override)
    ends_at = starts_at + timedelta(minutes=minutes)
    if by is None:
        check_only_one(current, starts_at=starts_at, ends_at=ends_at, requester=requester)
    count_change(calendar, requester)
    previous = (current.starts_at, current.ends_at)
    current.starts_at, current.ends_at = starts_at, ends_at
    _exchange_hosts(current, offer, before=hosts)
    current.overridden_rule = current.overridden_rule if stays else offer.overridden or ""
    if by is None and calendar.confirmation == Calendar.Confirmation.MANUAL:
        current.status = Status.PENDING
    save_change(current, "starts_at", "ends_at", "status", "overridden_rule", now=now)
    _publish(current, previous[0], by=by)
    record_moved(current, previous=previous, previous_hosts=hosts, now=now)
    if by is not None:
        _record(current, previous[0], now=now)
    return current


def _exchange_hosts(appointment: Appointment, offer: Offer, *, before: Collection[int]) -> None:
    """Free the time of those who had it, and take that of those who have it now."""
    calendar, had, have = appointment.calendar, set(before), {host for host, _ in offer.hosts}
    appointment.reservations.all().delete()
    occupy(
        calendar,
        offer,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        appointment=appointment,
    )
    count_assigned(calendar, had - have, -1)
    count_assigned(calendar, have - had, +1)


def _publish(
    appointment: Appointment, previous_starts_at: datetime, *, by: User | Host | None
) -> None:
    publish_event(
        AppointmentRescheduled(
            appointment_id=appointment.public_id,
            calendar_id=appointment.calendar.public_id,
            previous_starts_at=previous_starts_at,
            starts_at=appointment.starts_at,
            ends_at=appointment.ends_at,
            status=appointment.status,
            changed_by=side_of(by),
        )
    )


def _record(appointment: Appointment, previous_starts_at: datetime, *, now: datetime) -> None:
    """Times and the rule alone: what is about the customer is not for the log."""
    after = {"starts_at": appointment.starts_at.isoformat()}
    if appointment.overridden_rule:
        after["overridden_rule"] = appointment.overridden_rule
    record(
        action="APPOINTMENT_RESCHEDULED",
        target=appointment.public_id,
        before={"starts_at": previous_starts_at.isoformat()},
        after=after,
        now=now,
    )
