"""Whom mails to a host reach, and how the host reads the time."""

from __future__ import annotations

from scheduling.models import Calendar, Host
from workspaces.queries import is_member, managers, workspace_in_scope


def addresses_of(host: Host) -> list[tuple[str, str]]:
    """Names with e-mail addresses; the managers, where nobody in particular is booked, or one who
    has left.

    Needs the scope of the host's workspace.
    """
    if host.email:
        return [(host.name, host.email)]
    if host.user is not None and is_member(host.user):
        return [(host.name, host.user.email)]
    if host.user is None and host.own_calendar_id is None:  # a room or a machine
        return []
    active = managers().filter(user__is_active=True)
    return [(each.user.full_name, each.user.email) for each in active]


def calendar_of(host: Host) -> Calendar | None:
    """The calendar that the host stands for, or the first that books them."""
    if host.own_calendar is not None:
        return host.own_calendar
    rows = Calendar.objects.filter(calendar_hosts__host=host)
    return rows.order_by("calendar_hosts__pk").first()


def time_zone_of(host: Host, calendar: Calendar | None) -> str:
    """The host's own time zone, else that of their calendar, else the workspace's."""
    return host.time_zone or (
        calendar.time_zone if calendar is not None else workspace_in_scope().time_zone
    )
