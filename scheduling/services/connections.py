"""Connections to calendars elsewhere: create, change, delete, check."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, Unpack

import httpx2
from django.conf import settings
from django.db import transaction

from core.db.locks import lock_rows
from core.errors import DomainError
from core.outbound import TargetRefused
from core.scope import current_workspace_id, workspace_scope
from core.service_address import service_address
from core.targets import EVERY_PORT, TargetMalformed, parse_target
from scheduling.clients.base import CalendarInfo
from scheduling.clients.errors import OutsideError
from scheduling.errors import ConnectionIncomplete, TooManyConnections
from scheduling.ics import IcsUnreadable
from scheduling.models import BusyTime, Calendar, CalendarConnection, Host
from scheduling.services.outside_clients import client_of, host_zone
from scheduling.services.pushing import mark_upcoming, wake
from workspaces.services import record, record_change

MAX_CONNECTIONS = 10  # of one host
CHECK_SECONDS = 4.0  # for a request, 36 for all, while somebody waits in a thread of the site
Kind = CalendarConnection.Kind
_SECRETS = frozenset({"secret", "client_secret"})
_NEEDED = {
    Kind.CALDAV: ("address", "user_name", "secret"),
    Kind.GOOGLE: ("user_name", "client_secret", "secret"),
    Kind.MICROSOFT: ("user_name", "client_secret", "secret"),
    Kind.ICS: ("address",),
}


class ConnectionFields(TypedDict, total=False):
    """As in `CalendarConnection`; address: of an ICS file all of it."""

    address: str
    user_name: str
    secret: str
    client_secret: str
    calendar_address: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class ConnectionCheck:
    """calendars: of the account. message: on failure, what to do."""

    ok: bool
    latency_ms: int
    message: str
    calendars: Sequence[CalendarInfo]


@transaction.atomic
def create_connection(
    *,
    host: Host | None = None,
    calendar: Calendar | None = None,
    kind: str,
    now: datetime,
    **fields: Unpack[ConnectionFields],
) -> CalendarConnection:
    """Connect a host's calendar, or that of a calendar without named hosts.

    calendar: may be left out if a host is named.

    Raises ConnectionIncomplete, TooManyConnections, ServiceAddressInvalid.
    """
    host = _lock_host(host, calendar)
    if CalendarConnection.objects.filter(host=host).count() >= MAX_CONNECTIONS:
        raise TooManyConnections(limit=MAX_CONNECTIONS)
    connection = CalendarConnection(
        workspace_id=current_workspace_id(), host=host, kind=kind, next_sync_at=now, created_at=now
    )
    _check_given(kind, fields)
    _assign(connection, fields)
    connection.save(force_insert=True)
    _begin(connection, now=now)
    after = {"host": host.public_id, "kind": kind, **_audit_values(fields)}
    record(action="CALENDAR_CONNECTED", target=connection.public_id, after=after, now=now)
    return connection


@transaction.atomic
def change_connection(
    *, connection: CalendarConnection, now: datetime, **changes: Unpack[ConnectionFields]
) -> CalendarConnection:
    """Raises like `create_connection`. A secret is only sent to where it was given for: a new
    address needs it again.

    Another calendar, or none while it is inactive, begins anew: its events here end.
    """
    row = lock_rows(CalendarConnection.objects.filter(pk=connection.pk)).get()
    before = _audit_values({name: getattr(row, name) for name in changes})
    was = (row.address, row.user_name, row.calendar_address, row.is_active)
    if row.kind != Kind.ICS and changes.get("address", row.address) != row.address:
        changes.setdefault("secret", "")
    known = {name: getattr(row, name) for name in _NEEDED[Kind(row.kind)]}
    _check_given(row.kind, {**known, **changes})
    _assign(row, changes)
    is_new = (row.address, row.user_name, row.calendar_address, row.is_active) != was
    if is_new or (row.kind == Kind.ICS and "address" in changes):
        _forget(row)
    row.failures, row.error, row.next_sync_at = 0, "", now
    row.save()
    _begin(row, now=now)
    record_change(
        action="CALENDAR_CONNECTION_CHANGED",
        target=row.public_id,
        before=before,
        after=_audit_values(changes),
        now=now,
    )
    return row


@transaction.atomic
def delete_connection(*, connection: CalendarConnection, now: datetime) -> None:
    """Delete a connection with its busy times. What stands in the calendar there stays there."""
    before = {"host": connection.host.public_id, "kind": connection.kind}
    record(action="CALENDAR_DISCONNECTED", target=connection.public_id, before=before, now=now)
    connection.delete()


def check_connection(connection: CalendarConnection) -> ConnectionCheck:
    """Sign in and list the calendars. As slow as the server: do not call it inside a scope."""
    started = time.perf_counter()
    with workspace_scope(connection.workspace_id):
        zone = host_zone(connection)
    calendars: Sequence[CalendarInfo] = ()
    try:
        with client_of(connection, zone=zone, seconds=CHECK_SECONDS) as client:
            calendars = client.calendars()
        count = len(calendars)
        ok, message = True, f"It answers, with {count} calendar{'' if count == 1 else 's'}."
    except (OutsideError, IcsUnreadable, TargetRefused) as error:
        ok, message = False, str(error)
    latency = round((time.perf_counter() - started) * 1000)
    return ConnectionCheck(ok, latency, message, calendars)


@transaction.atomic
def request_sync(*, connection: CalendarConnection, now: datetime) -> None:
    """Synchronize soon, whatever failed before."""
    CalendarConnection.objects.filter(pk=connection.pk).update(next_sync_at=now)
    wake(connection, now=now)


def _lock_host(host: Host | None, calendar: Calendar | None) -> Host:
    if host is None and calendar is None:
        raise ConnectionIncomplete(field="host_id", reason="Name a host or a calendar.")
    booked = Host.objects.all()
    if calendar is not None:
        booked = booked.filter(calendar_hosts__calendar=calendar)
    if host is not None:
        named = lock_rows(booked.filter(pk=host.pk), no_key=True).first()
        if named is None:
            reason = "This calendar does not book that host."
            raise ConnectionIncomplete(field="calendar_id", reason=reason)
        return named
    own = lock_rows(booked.filter(own_calendar=calendar), no_key=True).first()
    if own is None:
        reason = "This calendar has named hosts: connect their calendars."
        raise ConnectionIncomplete(field="calendar_id", reason=reason)
    return own


def _begin(connection: CalendarConnection, *, now: datetime) -> None:
    if connection.is_active:
        if connection.is_writable:
            mark_upcoming(connection=connection, now=now)
        wake(connection, now=now)


def _forget(connection: CalendarConnection) -> None:
    """What was read and written belongs to another calendar, or to nobody."""
    BusyTime.objects.filter(connection=connection).delete()
    connection.events.all().delete()
    connection.sync_state, connection.window_starts_on = "", None
    connection.last_synced_at, connection.notices = None, {}
    connection.leased_until = None  # whoever is at it finds out and stops


def _assign(connection: CalendarConnection, fields: ConnectionFields) -> None:
    for name, value in fields.items():
        setattr(connection, name, value)
    if not fields.get("address"):
        return
    if connection.kind == Kind.ICS:
        connection.secret = _feed_address(fields["address"])
        parsed = httpx2.URL(connection.secret)
        connection.address = f"{parsed.scheme}://{parsed.netloc.decode()}"
    else:
        connection.address = service_address(fields["address"], field="address")


def _feed_address(address: str) -> str:
    """The address of an ICS file, as it is requested. Raises ConnectionIncomplete."""
    allow_loopback = settings.OUTBOUND_ALLOW_LOOPBACK
    schemes = ("https", "http") if allow_loopback else ("https",)
    if address.lower().startswith("webcal://"):
        address = f"https://{address[9:]}"
    try:
        return str(
            parse_target(address, allow_loopback=allow_loopback, schemes=schemes, ports=EVERY_PORT)
        )
    except (TargetMalformed, TargetRefused) as error:
        raise ConnectionIncomplete(field="address", reason=str(error)) from error


def _check_given(kind: str, fields: Mapping[str, object]) -> None:
    missing = [name for name in _NEEDED[Kind(kind)] if not fields.get(name)]
    errors: list[DomainError] = [
        ConnectionIncomplete(field=name, reason="This is needed to connect.") for name in missing
    ]
    if errors:
        raise errors[0].together_with(errors[1:])


def _audit_values(fields: Mapping[str, object]) -> dict[str, object]:
    """The values that the audit log may contain. The address of an ICS file is a secret, too."""
    hidden = {name for name in fields if name in _SECRETS or name == "address"}
    return {
        name: ("set" if value else "none") if name in hidden else value
        for name, value in fields.items()
    }
