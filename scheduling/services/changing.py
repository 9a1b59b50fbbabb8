"""What happens to an appointment after it was booked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.db.locks import lock_rows
from core.events import publish_event
from scheduling.errors import (
    AppointmentNotBegun,
    AppointmentNotPending,
    AppointmentOver,
    ChangeTooLate,
)
from scheduling.events import (
    AppointmentCancelled,
    AppointmentCompleted,
    AppointmentConfirmed,
    AppointmentNoShow,
)
from scheduling.models import Appointment, Host
from scheduling.services.judging import count_assigned
from scheduling.services.locking import lock_hosts
from scheduling.services.notices import record_cancelled, record_confirmed
from workspaces.services import record

Status, Side = Appointment.Status, Appointment.Side


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
    check_open(current)
    side = side or side_of(by)
    if side == Side.CUSTOMER:
        check_notice(current, by=None, now=now)
    hosts = list(current.reservations.values_list("host_id", flat=True))
    current.reservations.update(is_active=False)
    count_assigned(current.calendar, hosts, -1)
    is_declined = current.status == Status.PENDING and side != Side.CUSTOMER
    current.status, current.cancelled_at = Status.CANCELLED, now
    current.cancelled_by, current.cancel_reason = side, reason
    save_change(current, "status", "cancelled_at", "cancelled_by", "cancel_reason", now=now)
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
        _record(f"APPOINTMENT_{'DECLINED' if is_declined else 'CANCELLED'}", current, now=now)
    return current


@transaction.atomic
def cancel_all(*, appointments: Collection[Appointment], by: User | None, now: datetime) -> None:
    """Cancel appointments of several calendars. by: the member; None is the platform's staff."""
    lock_hosts(*(each.calendar for each in appointments))
    side = Side.PLATFORM if by is None else Side.MEMBER
    for appointment in appointments:
        cancel(appointment=appointment, by=by, side=side, now=now)


@transaction.atomic
def decline(
    *, appointment: Appointment, reason: str = "", by: User | Host | None = None, now: datetime
) -> Appointment:
    """Refuse what a customer has asked for; what is cancelled already stays as it is.

    Raises AppointmentNotPending.
    """
    current = lock_appointment(appointment)
    if current.status not in (Status.PENDING, Status.CANCELLED):
        raise AppointmentNotPending(status=_label(current))
    return cancel(appointment=current, reason=reason, by=by, side=Side.MEMBER, now=now)


@transaction.atomic
def confirm(
    *, appointment: Appointment, by: User | Host | None = None, now: datetime
) -> Appointment:
    """Confirm a pending appointment. Raises AppointmentOver."""
    current = lock_appointment(appointment)
    check_open(current)
    if current.status == Status.CONFIRMED:
        return current
    current.status = Status.CONFIRMED
    save_change(current, "status", now=now)
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
    save_change(current, "status", now=now)
    if by is not None:
        _record(f"APPOINTMENT_{status}", current, now=now)
    return current, True


def lock_appointment(appointment: Appointment) -> Appointment:
    """The appointment as it is now, locked with the hosts of its calendar."""
    lock_hosts(appointment.calendar)
    rows = lock_rows(Appointment.objects.filter(pk=appointment.pk), no_key=True)
    current: Appointment = rows.select_related("calendar").get()
    return current


def check_open(appointment: Appointment) -> None:
    if not appointment.is_open:
        raise _over(appointment)


def _over(appointment: Appointment) -> AppointmentOver:
    return AppointmentOver(appointment.status)


def _label(appointment: Appointment) -> str:
    return Status(appointment.status).label.lower()


def check_notice(appointment: Appointment, *, by: User | Host | None, now: datetime) -> None:
    """Members may change an appointment at any time, customers until shortly before it."""
    if by is None and now > appointment.change_until:
        raise ChangeTooLate(minutes=appointment.calendar.cancellation_notice_minutes)


def save_change(appointment: Appointment, *fields: str, now: datetime) -> None:
    appointment.sequence += 1
    appointment.updated_at = now
    appointment.save(update_fields=[*fields, "sequence", "updated_at"])


def side_of(by: User | Host | None) -> str:
    return Side.CUSTOMER if by is None else Side.MEMBER


def _record(action: str, appointment: Appointment, *, now: datetime) -> None:
    """Times alone: a reason is about the customer, and the log cannot be erased."""
    after = {"starts_at": appointment.starts_at.isoformat()}
    record(action=action, target=appointment.public_id, after=after, now=now)
