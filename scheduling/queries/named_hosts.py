"""With whom appointments are, by name, and whom one may choose."""

from __future__ import annotations

from django.db.models import QuerySet

from scheduling.errors import HostNotChoosable
from scheduling.models import Appointment, Calendar, CalendarHost, Host


def named_hosts() -> QuerySet[Host]:
    """All but those that stand for a calendar without hosts."""
    rows: QuerySet[Host] = Host.objects.filter(own_calendar=None)
    return rows


def hosts_of(appointment: Appointment) -> list[Host]:
    """The named hosts of an appointment: whom its customer meets; none where the calendar has only
    one of its own.

    For every surface that tells with whom an appointment is: its page, mails and calendar files
    too. One query, and none for appointments of `queries.appointments`, which bring their hosts.
    """
    taken = appointment.reservations.all()
    if "reservations" not in getattr(appointment, "_prefetched_objects_cache", {}):
        taken = taken.select_related("host")
    found = {each.host_id: each.host for each in taken if each.host.own_calendar_id is None}
    return [found[key] for key in sorted(found)]


def choosable_hosts(calendar: Calendar) -> list[Host]:
    """The hosts of whom customers may choose one, in the order in which they came."""
    is_collective = calendar.assignment == Calendar.Assignment.COLLECTIVE
    if is_collective or not calendar.customers_choose_host:
        return []
    return list(named_hosts().filter(calendar_hosts__calendar=calendar).order_by("pk"))


def check_choice(calendar: Calendar, host: Host | None, *, by_customer: bool) -> None:
    """Raises HostNotChoosable unless an appointment of the calendar can be with this very host."""
    if host is None:
        return
    if by_customer and not calendar.customers_choose_host:
        reason = "In this calendar customers do not choose the host."
    elif calendar.assignment == Calendar.Assignment.COLLECTIVE:
        reason = "In this calendar all hosts take each appointment together."
    elif not CalendarHost.objects.filter(calendar=calendar, host=host).exists():
        reason = "This calendar does not book this host."
    else:
        return
    raise HostNotChoosable(field="host_id", reason=reason)
