"""Synchronizing connections: one process at a time each, patient with servers that fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import structlog
from django.db.models import Case, F, Q, Value, When

from core.crypto import SecretUnreadable
from core.db.locks import lock_rows
from core.errors import DomainError
from core.jobs import enqueue
from core.outbound import TargetRefused
from core.scope import as_table_owner, workspace_scope
from scheduling.clients.base import OutsideCalendar, Span
from scheduling.clients.errors import OutsideError
from scheduling.clients.exchange import TOTAL_SECONDS
from scheduling.ics import IcsUnreadable
from scheduling.models import CalendarConnection
from scheduling.services.outside_clients import client_of, host_zone
from scheduling.services.pulling import apply_changes
from scheduling.services.pushing import SYNC_JOB, push_all

log = structlog.get_logger(__name__)

SYNC_EVERY = timedelta(minutes=5)
LEASE = timedelta(seconds=2 * TOTAL_SECONDS + 60)
MAX_BACKOFF = timedelta(hours=6)
WINDOW_BEFORE, WINDOW_AFTER = timedelta(days=1), timedelta(days=400)
_MAX_STATE = 20_000  # characters; what is longer is no token, and everything is read again
STARTED_AT_ONCE = 200  # connections that one beat wakes
Clock = Callable[[], datetime]
_Failure = (OutsideError, IcsUnreadable, TargetRefused)


class _LeaseLost(Exception):
    """Another process synchronizes the connection now."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """leased_until: names the claim; planned: `next_sync_at` as the claim has set it."""

    connection: CalendarConnection
    leased_until: datetime
    planned: datetime


def sync_connection(
    *,
    connection_id: int,
    workspace_id: int,
    is_due: bool = False,
    now: Clock,
    lease: timedelta = LEASE,
) -> bool:
    """Read and write what is due. True if it worked; what failed stands in the connection.

    is_due: False leaves a server that has failed in peace until it is due.

    Does nothing while another process does the same, which then looks once more at its end.
    """
    claim = _claim(connection_id, workspace_id, is_due=is_due, now=now(), lease=lease)
    if claim is None:
        return False
    error: DomainError | None = None
    has_more = False
    try:
        has_more = _exchange(claim, now=now)
    except _Failure as failure:
        error = failure
    except SecretUnreadable:
        error = OutsideError()
    except _LeaseLost:
        return False
    _finish(claim, error, has_more=has_more, now=now())
    return error is None


def start_due_syncs(*, now: datetime) -> int:
    """Enqueue the connections of all open workspaces that are due; returns how many."""
    with as_table_owner():
        due = list(
            CalendarConnection.everywhere.filter(
                Q(leased_until=None) | Q(leased_until__lte=now),
                next_sync_at__lte=now,
                is_active=True,
                workspace__deleted_at=None,
                workspace__suspended_at=None,
            )
            .order_by("next_sync_at", "pk")
            .values_list("pk", "workspace_id")[:STARTED_AT_ONCE]
        )
    for connection_id, workspace_id in due:
        with workspace_scope(workspace_id):
            _start(connection_id, workspace_id, now=now)
    return len(due)


def _start(connection_id: int, workspace_id: int, *, now: datetime) -> None:
    """Enqueue one unless another process has just done so."""
    rows = CalendarConnection.objects.filter(pk=connection_id, next_sync_at__lte=now)
    if rows.update(next_sync_at=now + SYNC_EVERY):
        enqueue(SYNC_JOB, connection_id=connection_id, workspace_id=workspace_id, is_due=True)


def _claim(
    connection_id: int, workspace_id: int, *, is_due: bool, now: datetime, lease: timedelta
) -> _Claim | None:
    leased_until, planned = now + lease, now + max(lease, SYNC_EVERY)
    with workspace_scope(workspace_id):
        free = Q(leased_until=None) | Q(leased_until__lte=now)
        rows = CalendarConnection.objects.filter(free, pk=connection_id, is_active=True)
        if not is_due:
            rows = rows.filter(Q(failures=0) | Q(next_sync_at__lte=now))
        if not rows.update(leased_until=leased_until, next_sync_at=planned):
            return None
        return _Claim(CalendarConnection.objects.get(pk=connection_id), leased_until, planned)


def _exchange(claim: _Claim, *, now: Clock) -> bool:
    """True if there is more to write."""
    connection = claim.connection
    with workspace_scope(connection.workspace_id):
        zone = host_zone(connection)

    def check() -> None:
        rows = CalendarConnection.objects.filter(
            pk=connection.pk, leased_until=claim.leased_until, is_active=True
        )
        if lock_rows(rows, no_key=True).first() is None:
            raise _LeaseLost

    with client_of(connection, zone=zone) as client:
        _pull(connection, client, check=check, now=now)
        return push_all(connection, client, check=check, now=now)


def _pull(
    connection: CalendarConnection,
    client: OutsideCalendar,
    *,
    check: Callable[[], None],
    now: Clock,
) -> None:
    if client.is_writable and not connection.calendar_address:
        client.calendars()  # none is chosen yet; but a wrong password is known
        return
    today = now().astimezone(UTC).date()
    window = _window(now())
    since = connection.sync_state if connection.window_starts_on == today else ""
    changes = client.changes(since=since, start=window[0], end=window[1])
    with workspace_scope(connection.workspace_id):
        check()
        apply_changes(connection, changes, window=window, now=now())
        state = changes.next if len(changes.next) <= _MAX_STATE else ""
        fields: dict[str, object] = {"sync_state": state, "window_starts_on": today}
        notices = {str(notice): count for notice, count in changes.notices.items()}
        if not changes.is_complete:  # what could not be read before is as it was, but for what came
            known = CalendarConnection.objects.values_list("notices", flat=True)
            for notice, count in known.get(pk=connection.pk).items():
                notices[notice] = max(count, notices.get(notice, 0))
        fields["notices"] = notices
        CalendarConnection.objects.filter(pk=connection.pk).update(**fields)


def _window(now: datetime) -> Span:
    """Whole days, so that changes can be asked for all day long."""
    midnight = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    return midnight - WINDOW_BEFORE, midnight + WINDOW_AFTER


def _finish(claim: _Claim, error: DomainError | None, *, has_more: bool, now: datetime) -> None:
    connection = claim.connection
    failures = 0 if error is None else connection.failures + 1
    waiting = SYNC_EVERY if error is None else _patience(error, failures)
    following = now if has_more else now + waiting
    # Whoever had something to write meanwhile has set an earlier time, which stays.
    next_sync_at = Case(
        When(next_sync_at=claim.planned, then=Value(following)), default=F("next_sync_at")
    )
    changes: dict[str, object] = {
        "leased_until": None,
        "next_sync_at": next_sync_at if error is None else following,
        "failures": min(failures, 1000),
        "error": "" if error is None else str(error)[:500],
    }
    if error is None:
        changes["last_synced_at"] = now
    else:
        log.info("calendar_sync_failed", connection=connection.public_id, code=error.code)
    with workspace_scope(connection.workspace_id):
        rows = CalendarConnection.objects.filter(pk=connection.pk)
        rows.filter(leased_until=claim.leased_until).update(**changes)
        if rows.filter(leased_until=None, next_sync_at__lte=now).exists():
            enqueue(SYNC_JOB, connection_id=connection.pk, workspace_id=connection.workspace_id)


def _patience(error: DomainError, failures: int) -> timedelta:
    """Longer with every failure, and as long as the server asks for."""
    waiting: timedelta = min(SYNC_EVERY * 2 ** min(failures - 1, 12), MAX_BACKOFF)
    return max(waiting, timedelta(seconds=error.retry_after or 0))
