"""All times that can be booked, in order: exactly those that `judge` accepts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from heapq import nsmallest

from scheduling.availability.judging import bookable_span, refused_by_limits
from scheduling.availability.opening import Piece, local_date, pieces_of
from scheduling.availability.values import MINUTE, Intervals, Proposal, Snapshot


def open_times(
    snapshot: Snapshot, *, minutes: int, first: date, last: date, now: int
) -> Iterator[Proposal]:
    """The times that begin on the local dates from `first` to `last`, the earliest first."""
    rules = snapshot.rules
    if not rules.offers(minutes):
        return
    earliest, latest = bookable_span(rules, now=now)
    first = max(first, local_date(rules.zone, earliest))
    last = min(last, local_date(rules.zone, latest))
    days = [first + timedelta(days=number) for number in range(-1, (last - first).days + 2)]
    pieces = {day: list(pieces_of(rules, day)) for day in days}
    hours = Intervals.merged((piece.start, piece.end) for each in pieces.values() for piece in each)
    step = rules.step or minutes
    for day in days[1:-1]:
        if refused_by_limits(snapshot, day):
            continue
        for start in _starts(pieces[day], step * MINUTE):
            if (
                earliest <= start <= latest
                and hours.covers(start, start + minutes * MINUTE)
                and snapshot.has_host_for(start, start + minutes * MINUTE)
            ):
                yield Proposal(start, minutes)


def nearest(
    snapshot: Snapshot, wanted: Proposal, *, days: int, count: int, now: int
) -> list[Proposal]:
    """The open times closest to a wanted one, within some days before and after; in order."""
    day = local_date(snapshot.rules.zone, wanted.start)
    found = open_times(
        snapshot,
        minutes=wanted.minutes,
        first=day - timedelta(days=days),
        last=day + timedelta(days=days),
        now=now,
    )
    closest = nsmallest(count, found, key=lambda each: abs(each.start - wanted.start))
    return sorted(closest, key=lambda each: each.start)


def _starts(pieces: list[Piece], step: int) -> list[int]:
    """The starts on the grid of a date, whether or not anybody is free. step: in seconds."""
    found = {
        start
        for piece in pieces
        for start in range(piece.start + (piece.grid - piece.start) % step, piece.end, step)
    }
    return sorted(found)
