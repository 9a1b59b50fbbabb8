"""Hosts: create, change, delete, absences, and which calendars book them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction

from accounts.models import User
from core.scope import current_workspace_id
from scheduling.errors import BusyElsewhere, HostHasAppointments, HoursInvalid
from scheduling.models import BusyTime, Calendar, CalendarHost, Host, Reservation
from scheduling.models.appointments import OPEN
from scheduling.services.locking import lock_hosts
from scheduling.services.sessions import end_sessions_of
from workspaces.services import record
from workspaces.services.lifecycle import check_time_zone


class HostDetails(TypedDict, total=False):
    """time_zone, language: empty for the defaults."""

    email: str
    user: User | None
    time_zone: str
    language: str


class HostChanges(HostDetails, total=False):
    name: str


@transaction.atomic
def create_host(*, name: str, now: datetime, **more: Unpack[HostDetails]) -> Host:
    """Raises TimeZoneUnknown."""
    _check(more)
    host: Host = Host.objects.create(
        workspace_id=current_workspace_id(), name=name, created_at=now, **more
    )
    record(action="HOST_ADDED", target=host.public_id, after={"name": name}, now=now)
    return host


@transaction.atomic
def change_host(*, host: Host, **changes: Unpack[HostChanges]) -> Host:
    """With another address, the host's sessions are over. Raises TimeZoneUnknown."""
    _check(changes)
    before = (host.email, host.user_id)
    for field, value in changes.items():
        setattr(host, field, value)
    host.save(update_fields=list(changes))
    if (host.email, host.user_id) != before:
        end_sessions_of(host)
    return host


@transaction.atomic
def delete_host(*, host: Host, now: datetime) -> None:
    """Delete a host with their past. Raises HostHasAppointments if any are to come.

    A calendar that loses its last host gets one of its own.
    """
    calendars = list(Calendar.objects.filter(calendar_hosts__host=host).order_by("pk").distinct())
    lock_hosts(*calendars)
    _refuse_with_appointments(host, now=now)
    record(action="HOST_DELETED", target=host.public_id, before={"name": host.name}, now=now)
    host.delete()
    for calendar in calendars:
        if not CalendarHost.objects.filter(calendar=calendar).exists():
            assign_hosts(calendar, [], now=now)


@transaction.atomic
def assign_hosts(calendar: Calendar, hosts: Sequence[Host], *, now: datetime) -> None:
    """Let a calendar book these hosts from now on; without any, one of its own.

    New hosts begin with as many appointments counted as the host who has had the fewest, or else
    they would be given all of the next ones; and with no fewer than those that they still have from
    before. Appointments stay with the hosts that they have.
    """
    lock_hosts(calendar)
    wanted = {host.pk: host for host in hosts} or {(own := _own_host(calendar, now=now)).pk: own}
    current = CalendarHost.objects.filter(calendar=calendar)
    fewest = min(current.values_list("assigned", flat=True), default=0)
    present = set(current.values_list("host_id", flat=True))
    current.exclude(host_id__in=wanted).delete()
    for pk, host in wanted.items():
        if pk not in present:
            _assign(calendar, host, fewest=fewest)


def _assign(calendar: Calendar, host: Host, *, fewest: int) -> None:
    had = Reservation.objects.filter(
        calendar=calendar, host=host, is_active=True, appointment__isnull=False
    )
    assigned = max(fewest, had.filter(appointment__status__in=OPEN).count())
    CalendarHost.objects.create(
        workspace_id=calendar.workspace_id,
        calendar=calendar,
        host=host,
        assigned=assigned,
        assigned_offset=assigned - had.count(),
    )


@transaction.atomic
def add_busy_time(
    *, host: Host, starts_at: datetime, ends_at: datetime, title: str = "", now: datetime
) -> BusyTime:
    """An absence; appointments that it overlaps stay. Raises HoursInvalid."""
    if ends_at <= starts_at:
        raise HoursInvalid(field="ends_at", reason="The end must be after the start.")
    if ends_at <= now:
        raise HoursInvalid(field="ends_at", reason="This time has passed already.")
    busy: BusyTime = BusyTime.objects.create(
        workspace_id=host.workspace_id,
        host=host,
        starts_at=starts_at,
        ends_at=ends_at,
        title=title,
        created_at=now,
    )
    return busy


def delete_busy_time(*, busy_time: BusyTime) -> None:
    """Raises BusyElsewhere for one that a calendar elsewhere says."""
    if busy_time.connection_id is not None:
        raise BusyElsewhere
    busy_time.delete()


def _check(given: HostDetails) -> None:
    if zone := given.get("time_zone"):
        check_time_zone(zone, field="time_zone")


def _own_host(calendar: Calendar, *, now: datetime) -> Host:
    host, _ = Host.objects.get_or_create(
        workspace_id=calendar.workspace_id,
        own_calendar=calendar,
        defaults={"name": calendar.name, "created_at": now},
    )
    return host


def _refuse_with_appointments(host: Host, *, now: datetime) -> None:
    to_come = Reservation.objects.filter(host=host, is_active=True, appointment__starts_at__gt=now)
    if count := to_come.count():
        raise HostHasAppointments(count=count)
