"""What happens to an appointment after it was booked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from core.db.locks import lock_rows
from core.events import publish_event
from scheduling.errors import AppointmentNotBegun, AppointmentOver, ChangeTooLate
from scheduling.events import (
    AppointmentCancelled,
    AppointmentCompleted,
    AppointmentConfirmed,
    AppointmentNoShow,
    AppointmentRescheduled,
)
from scheduling.models import Appointment, Calendar, Host
from scheduling.services.customers import check_only_one
from scheduling.services.judging import count_assigned, find_hosts, occupy
from scheduling.services.limits import count_change
from scheduling.services.locking import lock_hosts, remove_reservations_of_ended_holds
from scheduling.services.notices import record_cancelled, record_confirmed, record_moved
from workspaces.services import record

Status, Side = Appointment.Status, Appointment.Side


@transaction.atomic
def reschedule(
    *,
    appointment: Appointment,
    starts_at: datetime,
    minutes: int | None = None,
    by: User | Host | None = None,
    requester: str = "",
    now: datetime,
) -> Appointment:
    """Move an appointment. by: the member or the host who does; None is the customer.

    requester: see `book`.
    minutes: by default as long as it was. To where it stands already is no change.
    Raises AppointmentOver, ChangeTooLate, TimeNotAvailable, AlreadyBooked, RateLimited.
    """
    current = lock_appointment(appointment)
    calendar = current.calendar
    _check_open(current)
    minutes = current.minutes if minutes is None else minutes
    if (starts_at, minutes) == (current.starts_at, current.minutes):
        return current
    _check_notice(current, by=by, now=now)
    remove_reservations_of_ended_holds(calendar, now=now)
    before = set(current.reservations.values_list("host_id", flat=True))
    offer = find_hosts(
        calendar, starts_at=starts_at, minutes=minutes, instead_of=current, kept=before, now=now
    )
    ends_at = starts_at + timedelta(minutes=minutes)
    if by is None:
        check_only_one(current, starts_at=starts_at, ends_at=ends_at, requester=requester)
    count_change(calendar, requester)
    after = {host for host, _ in offer.hosts}
    current.reservations.all().delete()
    occupy(calendar, offer, starts_at=starts_at, ends_at=ends_at, appointment=current)
    count_assigned(calendar, before - after, -1)
    count_assigned(calendar, after - before, +1)
    previous = (current.starts_at, current.ends_at)
    current.starts_at, current.ends_at = starts_at, ends_at
    if by is None and calendar.confirmation == Calendar.Confirmation.MANUAL:
        current.status = Status.PENDING
    _save(current, "starts_at", "ends_at", "status", now=now)
    _publish_moved(current, previous[0], by=by)
    record_moved(current, previous=previous, previous_hosts=before, now=now)
    if by is not None:
        _record("APPOINTMENT_RESCHEDULED", current, before=previous[0], now=now)
    return current


def _publish_moved(
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
            changed_by=_side(by),
        )
    )


@transaction.atomic
def cancel(
    *,
    appointment: Appointment,
    reason: str = "",
    by: User | Host | None = None,
    side: str = "",
    now: datetime,
) -> Appointment:
    """Cancel an appointment; one that is cancelled already stays as it is.

    by: the member or the host who does; side: who does if none of them, by default the customer.
    Raises AppointmentOver, ChangeTooLate.
    """
    current = lock_appointment(appointment)
    if current.status == Status.CANCELLED:
        return current
    _check_open(current)
    side = side or _side(by)
    if side == Side.CUSTOMER:
        _check_notice(current, by=None, now=now)
    hosts = list(current.reservations.values_list("host_id", flat=True))
    current.reservations.update(is_active=False)
    count_assigned(current.calendar, hosts, -1)
    is_declined = current.status == Status.PENDING and side != Side.CUSTOMER
    current.status, current.cancelled_at = Status.CANCELLED, now
    current.cancelled_by, current.cancel_reason = side, reason
    _save(current, "status", "cancelled_at", "cancelled_by", "cancel_reason", now=now)
    publish_event(
        AppointmentCancelled(
            appointment_id=current.public_id,
            calendar_id=current.calendar.public_id,
            starts_at=current.starts_at,
            cancelled_by=side,
            reason=reason,
        )
    )
    record_cancelled(current, is_declined=is_declined, now=now)
    if by is not None:
        _record("APPOINTMENT_CANCELLED", current, now=now)
    return current


@transaction.atomic
def cancel_all(*, appointments: Collection[Appointment], by: User | None, now: datetime) -> None:
    """Cancel appointments of several calendars. by: the member; None is the platform's staff."""
    lock_hosts(*(each.calendar for each in appointments))
    side = Side.PLATFORM if by is None else Side.MEMBER
    for appointment in appointments:
        cancel(appointment=appointment, by=by, side=side, now=now)


@transaction.atomic
def confirm(
    *, appointment: Appointment, by: User | Host | None = None, now: datetime
) -> Appointment:
    """Confirm a pending appointment. Raises AppointmentOver."""
    current = lock_appointment(appointment)
    _check_open(current)
    if current.status == Status.CONFIRMED:
        return current
    current.status = Status.CONFIRMED
    _save(current, "status", now=now)
    publish_event(
        AppointmentConfirmed(
            appointment_id=current.public_id,
            calendar_id=current.calendar.public_id,
            starts_at=current.starts_at,
        )
    )
    record_confirmed(current, now=now)
    if by is not None:
        _record("APPOINTMENT_CONFIRMED", current, now=now)
    return current


@transaction.atomic
def complete(
    *, appointment: Appointment, by: User | Host | None = None, now: datetime
) -> Appointment:
    """Say that an appointment took place. Raises AppointmentOver, AppointmentNotBegun."""
    current, is_change = _end(appointment, Status.COMPLETED, by=by, now=now)
    if is_change:
        publish_event(
            AppointmentCompleted(
                appointment_id=current.public_id,
                calendar_id=current.calendar.public_id,
                starts_at=current.starts_at,
            )
        )
    return current


@transaction.atomic
def mark_no_show(
    *, appointment: Appointment, by: User | Host | None = None, now: datetime
) -> Appointment:
    """Say that the customer did not come. Raises AppointmentOver, AppointmentNotBegun."""
    current, is_change = _end(appointment, Status.NO_SHOW, by=by, now=now)
    if is_change:
        publish_event(
            AppointmentNoShow(
                appointment_id=current.public_id,
                calendar_id=current.calendar.public_id,
                starts_at=current.starts_at,
            )
        )
    return current


def _end(
    appointment: Appointment, status: str, *, by: User | Host | None, now: datetime
) -> tuple[Appointment, bool]:
    """The appointment, and whether it had another status before.

    Completed and missed can be changed into each other, since people mistake them.
    """
    current = lock_appointment(appointment)
    if current.status == status:
        return current, False
    if current.status == Status.CANCELLED:
        raise _over(current)
    if current.starts_at > now:
        raise AppointmentNotBegun
    current.status = status
    _save(current, "status", now=now)
    if by is not None:
        _record(f"APPOINTMENT_{status}", current, now=now)
    return current, True


def lock_appointment(appointment: Appointment) -> Appointment:
    """The appointment as it is now, locked with the hosts of its calendar."""
    lock_hosts(appointment.calendar)
    rows = lock_rows(Appointment.objects.filter(pk=appointment.pk), no_key=True)
    current: Appointment = rows.select_related("calendar").get()
    return current


def _check_open(appointment: Appointment) -> None:
    if not appointment.is_open:
        raise _over(appointment)


def _over(appointment: Appointment) -> AppointmentOver:
    return AppointmentOver(appointment.status)


def _check_notice(appointment: Appointment, *, by: User | Host | None, now: datetime) -> None:
    """Members may change an appointment at any time, customers until shortly before it."""
    minutes = appointment.calendar.cancellation_notice_minutes
    if by is None and now > appointment.starts_at - timedelta(minutes=minutes):
        raise ChangeTooLate(minutes=minutes)


def _save(appointment: Appointment, *fields: str, now: datetime) -> None:
    appointment.sequence += 1
    appointment.updated_at = now
    appointment.save(update_fields=[*fields, "sequence", "updated_at"])


def _side(by: User | Host | None) -> str:
    return Side.CUSTOMER if by is None else Side.MEMBER


def _record(
    action: str, appointment: Appointment, *, before: datetime | None = None, now: datetime
) -> None:
    """Times alone: a reason is about the customer, and the log cannot be erased.

    before: its start, if it was moved.
    """
    record(
        action=action,
        target=appointment.public_id,
        before={"starts_at": before.isoformat()} if before else None,
        after={"starts_at": appointment.starts_at.isoformat()},
        now=now,
    )
