"""The client of a calendar elsewhere, as a connection describes it."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings

from core.db.locks import lock_rows
from core.scope import workspace_scope
from scheduling.clients.base import OutsideCalendar
from scheduling.clients.caldav import CalDavCalendar
from scheduling.clients.exchange import REQUEST_SECONDS
from scheduling.clients.google import GoogleCalendar
from scheduling.clients.ics_feed import IcsFeed
from scheduling.clients.json_calendar import Access
from scheduling.clients.microsoft import MicrosoftCalendar
from scheduling.clients.oauth import OAuthGrant
from scheduling.models import Calendar, CalendarConnection

Kind = CalendarConnection.Kind


def host_zone(connection: CalendarConnection) -> ZoneInfo:
    """Of times without a zone, and of whole days: that of the first calendar that books the host.

    Needs a scope.
    """
    calendars = Calendar.objects.filter(calendar_hosts__host_id=connection.host_id).order_by("pk")
    return ZoneInfo(calendars.values_list("time_zone", flat=True).first() or "UTC")


def client_of(
    connection: CalendarConnection, *, zone: ZoneInfo, seconds: float = REQUEST_SECONDS
) -> OutsideCalendar:
    """Not yet connected. The caller closes it, and has no scope while it uses it.

    seconds: see `Exchange`.
    """
    allow_loopback = settings.OUTBOUND_ALLOW_LOOPBACK
    match connection.kind:
        case Kind.CALDAV:
            return CalDavCalendar(
                address=connection.address,
                user_name=connection.user_name,
                password=connection.secret,
                calendar=connection.calendar_address,
                zone=zone,
                allow_loopback=allow_loopback,
                seconds=seconds,
            )
        case Kind.GOOGLE:
            return GoogleCalendar(
                calendar=connection.calendar_address, zone=zone, **_access(connection, seconds)
            )
        case Kind.MICROSOFT:
            return MicrosoftCalendar(
                calendar=connection.calendar_address, **_access(connection, seconds)
            )
        case _:
            return IcsFeed(
                address=connection.secret,
                zone=zone,
                allow_loopback=allow_loopback,
                seconds=seconds,
            )


def _access(connection: CalendarConnection, seconds: float) -> Access:
    grant = OAuthGrant(connection.user_name, connection.client_secret, connection.secret)
    return {
        "grant": grant,
        "on_rotated": _keep_secret(connection),
        "allow_loopback": settings.OUTBOUND_ALLOW_LOOPBACK,
        "seconds": seconds,
    }


def _keep_secret(connection: CalendarConnection) -> Callable[[str], None]:
    """Store the refresh token that replaces the one in use, unless a member has set another."""

    def keep(secret: str) -> None:
        with workspace_scope(connection.workspace_id):
            row = lock_rows(CalendarConnection.objects.filter(pk=connection.pk)).get()
            if row.secret == connection.secret:
                row.secret = secret
                row.save(update_fields=["secret"])
        connection.secret = secret

    return keep
