"""Random calendars, mostly at a date on which their clocks change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from core.testing.thorough import is_thorough
from scheduling.availability import HostTime, Intervals, Rules, Snapshot, Window
from scheduling.tests.oracle import transitions

T = TypeVar("T")
YEARS = (2025, 2031)
DURATIONS = (5, 15, 20, 25, 30, 45, 60, 90, 240, 480)
STEPS = (None, 5, 7, 10, 15, 20, 30, 45, 60, 90)

# Between them they have every kind of change of 2025 to 2031: at midnight, before it, by half an
# hour, by two hours, at a quarter to three.
CHANGING = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Adak",
    "America/Godthab",
    "America/Havana",
    "Antarctica/Troll",
    "Asia/Famagusta",
    "Atlantic/Canary",
    "Australia/LHI",
    "Chile/EasterIsland",
    "NZ-CHAT",
)


@dataclass(frozen=True, slots=True)
class Case:
    """Which appointments of so many minutes can begin on the dates, asked at `now`?"""

    snapshot: Snapshot
    minutes: int
    first: date
    last: date
    now: int


def cases() -> SearchStrategy[Case]:
    return st.randoms(use_true_random=True).map(make_case)


@cache
def zones() -> Sequence[str]:
    """All of tzdata; in the suite one of each kind."""
    if not is_thorough():
        return CHANGING
    return sorted(available_timezones() - {"Factory", "localtime"})


@cache
def changes(zone: str) -> list[datetime]:
    return transitions(zone, *YEARS)


def make_case(chance: Random) -> Case:
    """Most have open times; each rule refuses some."""
    zone = chance.choice(zones())
    day = _day(chance, zone)
    rules = _rules(chance, zone, day)
    hosts = chance.choice([0, 1, 1, 1, 1, 2, 2, 3])
    taken = tuple(_host(chance, number, rules, day) for number in range(1, hosts + 1))
    booked = {_near(chance, day): chance.randint(0, 4) for _ in range(chance.randint(0, 6))}
    minutes = chance.choice(rules.durations or DURATIONS)
    if _once_in(chance, 12):
        minutes = chance.randint(1, 490)
    first = day - timedelta(days=_once_in(chance, 4))
    last = day + timedelta(days=_once_in(chance, 4))
    return Case(Snapshot(rules, taken, booked), minutes, first, last, _now(chance, day))


def _once_in(chance: Random, times: int) -> bool:
    return chance.randrange(times) == 0


def _usually(chance: Random, usual: T, others: Sequence[T]) -> T:
    return usual if chance.random() < 0.7 else chance.choice(others)


def _day(chance: Random, zone: str) -> date:
    moments = changes(zone)
    if not moments or _once_in(chance, 4):
        return date(YEARS[0], 1, 1) + timedelta(days=chance.randrange(7 * 365))
    moment = chance.choice(moments).astimezone(ZoneInfo(zone))
    return moment.date() - timedelta(days=_once_in(chance, 4))


def _rules(chance: Random, zone: str, day: date) -> Rules:
    limits = (None, 0, 1, 3, 5, 9)
    buffers = (0, 5, 10, 15, 60)
    always = (Window(0, 1440),)
    hours = (lambda: always) if _once_in(chance, 5) else (lambda: _windows(chance))
    exceptions = {
        _near(chance, day): () if _once_in(chance, 3) else _windows(chance)
        for _ in range(chance.choice([0, 0, 1, 2]))
    }
    return Rules(
        zone=ZoneInfo(zone),
        weekly={number: hours() for number in range(7) if not _once_in(chance, 9)},
        overrides=exceptions,
        holidays=frozenset(_near(chance, day) for _ in range(chance.choice([0, 0, 1, 2]))),
        durations=tuple(chance.sample(DURATIONS, chance.choice([0, 1, 2]))),
        step=chance.choice(STEPS),
        buffer_before=_usually(chance, 0, buffers),
        buffer_after=_usually(chance, 0, buffers),
        notice=_usually(chance, 0, (1, 60, 90, 1440, 3000)),
        horizon_days=_usually(chance, 365, (0, 1, 2, 5)),
        max_per_day=_usually(chance, None, limits),
        max_per_week=_usually(chance, None, limits),
        capacity=_usually(chance, 1, (1, 2, 3)),
        is_collective=_once_in(chance, 3),
    )


def _near(chance: Random, day: date) -> date:
    return day + timedelta(days=chance.randint(-3, 3))


def _windows(chance: Random) -> tuple[Window, ...]:
    """Windows of a date in order, which may touch; often from or until midnight."""
    unit = chance.choice([60, 60, 30, 15, 1])
    edges = {chance.randint(0, 1440 // unit) for _ in range(chance.randint(2, 5))}
    edges |= {edge for edge in (0, 1440 // unit) if _once_in(chance, 3)}
    places = sorted(edges)
    pairs = list(zip(places, places[1:], strict=False))
    if _once_in(chance, 2):
        pairs = pairs[:: -2 if _once_in(chance, 2) else 2]
    return tuple(Window(start * unit, end * unit) for start, end in sorted(pairs))


def _host(chance: Random, number: int, rules: Rules, day: date) -> HostTime:
    return HostTime(
        host_id=number,
        seats=tuple(_taken(chance, day) for _ in range(rules.capacity)),
        elsewhere=_taken(chance, day),
        assigned=chance.randint(0, 2),
    )


def _taken(chance: Random, day: date) -> Intervals:
    midnight = _midnight(day)
    unit = chance.choice([900, 300, 60, 1])
    times = []
    for _ in range(chance.randint(0, 4)):
        begin = midnight + chance.randint(-172_800, 259_200) // unit * unit
        times.append((begin, begin + max(chance.randint(1, 28_800) // unit, 1) * unit))
    return Intervals.merged(times)


def _now(chance: Random, day: date) -> int:
    days = chance.choice([-30, -6, -3, -2, -1, -1, 0])
    unit = chance.choice([900, 60, 1])
    return _midnight(day) + days * 86_400 + chance.randint(0, 86_399) // unit * unit


def _midnight(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())
