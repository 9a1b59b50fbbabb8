"""What calendars elsewhere say: busy times of hosts, and what became of our own events there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from core.db.locks import lock_rows
from scheduling.clients.base import Changes, SeenEvent, Span
from scheduling.models import BusyTime, CalendarConnection, OutsideEvent
from scheduling.queries.calendar_events import is_our_uid
from scheduling.services.alerting import report_overlaps
from scheduling.services.pushing import note_conflict, times_of

_MAX_HREF = 1000  # characters, as the tables have it
Conflict = OutsideEvent.Conflict


def apply_changes(
    connection: CalendarConnection, changes: Changes, *, window: Span, now: datetime
) -> None:
    """Bring a host's busy times and our events up to date. Needs a scope. Twice is once."""
    rows = OutsideEvent.objects.filter(connection=connection).exclude(href="")
    own = {row.href: row for row in lock_rows(rows.select_related("appointment", "connection"))}
    gone = {href for href in changes.gone if href in own}
    if changes.is_complete:
        listed = {each.ref.href for each in changes.events}
        gone |= {href for href, row in own.items() if href not in listed and _is_in(row, window)}
    busy: dict[str, set[Span]] = {}
    for each in changes.events:
        if (row := own.get(each.ref.href)) is not None:
            _compare(row, each, now=now)
        elif not is_our_uid(each.ref.href):  # in a file, an event's name is its UID
            busy[_stored(each.ref.href)] = set(each.spans)
    for href in gone:
        note_conflict(own[href], None, now=now)
    _replace_busy(connection, busy, changes, now=now)


def _compare(row: OutsideEvent, seen: SeenEvent, *, now: datetime) -> None:
    if seen.times is None or seen.times not in times_of(row):
        note_conflict(row, seen, now=now)
        return
    # What others moved and moved back is no conflict anymore.
    row.etag = seen.ref.etag
    row.conflict, row.conflict_since = Conflict.NONE, None
    row.seen_starts_at = row.seen_ends_at = None
    row.save(update_fields=["etag", "conflict", "conflict_since", "seen_starts_at", "seen_ends_at"])


def _is_in(row: OutsideEvent, window: Span) -> bool:
    """True if an event would be listed, had nobody deleted it. One moved out of the window is not
    there either.
    """
    starts_at, ends_at = row.starts_at, row.ends_at
    return (
        starts_at is not None
        and ends_at is not None
        and (starts_at < window[1] and ends_at > window[0])
    )


def _replace_busy(
    connection: CalendarConnection,
    busy: dict[str, set[Span]],
    changes: Changes,
    *,
    now: datetime,
) -> None:
    rows = BusyTime.objects.filter(connection=connection)
    if not changes.is_complete:
        rows = rows.filter(href__in=[*busy, *map(_stored, changes.gone)])
    superfluous = []
    for key, href, starts_at, ends_at in rows.values_list("pk", "href", "starts_at", "ends_at"):
        spans = busy.get(href, set())
        if (starts_at, ends_at) in spans:
            spans.remove((starts_at, ends_at))
        else:
            superfluous.append(key)
    BusyTime.objects.filter(pk__in=superfluous).delete()
    added = BusyTime.objects.bulk_create(_new_busy(connection, busy, now=now), batch_size=1000)
    report_overlaps(connection, added, now=now)


def _new_busy(
    connection: CalendarConnection, busy: dict[str, set[Span]], *, now: datetime
) -> Iterable[BusyTime]:
    """Only when, never what: the title of an event elsewhere is nobody's business here."""
    return [
        BusyTime(
            workspace_id=connection.workspace_id,
            host_id=connection.host_id,
            connection=connection,
            href=href,
            starts_at=starts_at,
            ends_at=ends_at,
            created_at=now,
        )
        for href, spans in busy.items()
        for starts_at, ends_at in sorted(spans)
    ]


def _stored(href: str) -> str:
    return href if len(href) <= _MAX_HREF else hashlib.sha256(href.encode()).hexdigest()
