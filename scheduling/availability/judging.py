"""Whether one time can be booked, and if not, which rule refuses it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from scheduling.availability.opening import Piece, dates_between, local_date, pieces_of
from scheduling.availability.values import (
    DAY,
    MINUTE,
    HostTime,
    Intervals,
    Offer,
    Proposal,
    Refusal,
    Rule,
    Rules,
    Snapshot,
)


def judge(
    snapshot: Snapshot, proposal: Proposal, *, now: int, may_override: bool = False
) -> Offer | Refusal:
    """The first rule that refuses, in the order of `Rule`, or the hosts who would take it.

    may_override: pass over every rule but that the hosts must be free.
    """
    rules = snapshot.rules
    refusal = (
        _refused_by_clock(rules, proposal, now=now)
        or _refused_by_hours(rules, proposal)
        or refused_by_limits(snapshot, local_date(rules.zone, proposal.start))
    )
    if refusal is None:
        return _assign(snapshot, proposal)
    if not may_override:
        return refusal
    verdict = _assign(snapshot, proposal)
    return replace(verdict, overridden=refusal.rule) if isinstance(verdict, Offer) else verdict


def bookable_span(rules: Rules, *, now: int) -> tuple[int, int]:
    """The earliest and the latest start that notice and horizon allow."""
    return now + max(rules.notice * MINUTE, 1), now + rules.horizon_days * DAY


def _refused_by_clock(rules: Rules, proposal: Proposal, *, now: int) -> Refusal | None:
    earliest, latest = bookable_span(rules, now=now)
    if not rules.offers(proposal.minutes):
        return Refusal(Rule.DURATION_NOT_OFFERED)
    if proposal.start <= now:
        return Refusal(Rule.IN_THE_PAST)
    if proposal.start < earliest:
        return Refusal(Rule.NOTICE_TOO_SHORT, rules.notice)
    if proposal.start > latest:
        return Refusal(Rule.BEYOND_HORIZON, rules.horizon_days)
    return None


def misfits(rules: Rules, proposals: Iterable[Proposal]) -> Iterator[bool]:
    """For each, whether the rules would not offer it, whoever is free and whatever the time is."""
    by_day: dict[date, list[Piece]] = {}
    for each in proposals:
        for day in dates_between(rules.zone, each.start, each.end):
            if day not in by_day:
                by_day[day] = list(pieces_of(rules, day))
        yield not rules.offers(each.minutes) or _refused_by_hours(rules, each, by_day) is not None


def _refused_by_hours(
    rules: Rules, proposal: Proposal, by_day: Mapping[date, list[Piece]] | None = None
) -> Refusal | None:
    """by_day: what is open on its dates and beside them, if it is known."""
    days = dates_between(rules.zone, proposal.start, proposal.end)
    found = (pieces_of(rules, day) if by_day is None else by_day[day] for day in days)
    pieces = [piece for each in found for piece in each]
    hours = Intervals.merged((piece.start, piece.end) for piece in pieces)
    if not hours.covers(proposal.start, proposal.end):
        return Refusal(_why_closed(rules, local_date(rules.zone, proposal.start)))
    step = (rules.step or proposal.minutes) * MINUTE
    if not any(_is_start(piece, proposal.start, step) for piece in pieces):
        return Refusal(Rule.NOT_ON_GRID, rules.step or proposal.minutes)
    return None


def _is_start(piece: Piece, instant: int, step: int) -> bool:
    return piece.start <= instant < piece.end and (instant - piece.grid) % step == 0


def _why_closed(rules: Rules, day: date) -> Rule:
    if rules.windows(day):
        return Rule.OUTSIDE_HOURS
    if day in rules.overrides:
        return Rule.CLOSED_THAT_DAY
    return Rule.HOLIDAY if day in rules.holidays else Rule.OUTSIDE_HOURS


def refused_by_limits(snapshot: Snapshot, day: date) -> Refusal | None:
    """The limits for a date and for its week, which begins on Monday."""
    rules, booked = snapshot.rules, snapshot.booked
    if rules.max_per_day is not None and booked.get(day, 0) >= rules.max_per_day:
        return Refusal(Rule.DAY_FULL, rules.max_per_day)
    if rules.max_per_week is not None:
        monday = day - timedelta(days=day.weekday())
        week = sum(booked.get(monday + timedelta(days=number), 0) for number in range(7))
        if week >= rules.max_per_week:
            return Refusal(Rule.WEEK_FULL, rules.max_per_week)
    return None


def _assign(snapshot: Snapshot, proposal: Proposal) -> Offer | Refusal:
    """The hosts who would take the appointment: all, or of those who are free the one with the
    fewest.
    """
    if not snapshot.has_host_for(proposal.start, proposal.end):
        return Refusal(Rule.HOST_BUSY)
    span = snapshot.rules.with_buffers(proposal.start, proposal.end)
    seats = [(host, host.free_seat(*span)) for host in snapshot.hosts]
    free = [(host, seat) for host, seat in seats if seat is not None]
    chosen = free if snapshot.rules.is_collective else [min(free, key=_load)]
    return Offer(tuple((host.host_id, seat) for host, seat in chosen))


def _load(free: tuple[HostTime, int]) -> tuple[int, int]:
    host, _ = free
    return host.assigned, host.host_id
