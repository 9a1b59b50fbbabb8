"""The open times of a calendar among 1,000 to 1,000,000 appointments."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import ClassVar

import httpx2
import orjson
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from benchmarks import day_by_day
from benchmarks.appointments import Practice, make_practice
from benchmarks.in_process import send
from benchmarks.platform_under_test import BenchmarkFailed, PlatformUnderTest, progress
from benchmarks.reference import Bare
from benchmarks.report import Figure, at_most, percentile
from config.urls import urlpatterns as platforms_own
from core.scope import as_table_owner, workspace_scope
from scheduling.models import Host
from scheduling.queries import open_slots

SIZES = (1_000, 100_000, 1_000_000)
STATED = 100_000  # appointments at which the floors hold
SPANS = (30, 90)  # days
REQUESTS = 100
ROUNDS = 9
MINUTES = 30
_PART = "Open times among {rows:,} appointments"
_RANGE = (
    "SELECT host_id, seat, lower(busy), upper(busy) FROM scheduling_reservation"
    " WHERE host_id = %s::bigint AND is_active AND busy && tstzrange(%s, %s) ORDER BY busy"
)
_OF_TRANSACTIONS = {"BEGIN", "COMMIT"}


class RangeQuery(Bare):
    """One query for the taken times of a range, whose rows are the answer.

    As the owner of the tables: row-level security would keep it from the index.
    """

    host: ClassVar[int]
    days: ClassVar[int]

    def get(self, request: Request) -> Response:
        now = timezone.now()
        until = now + timedelta(days=self.days)
        with as_table_owner(), connection.cursor() as cursor:
            cursor.execute(_RANGE, [self.host, now, until])
            rows = cursor.fetchall()
        return Response({"taken": [[*row[:2], str(row[2]), str(row[3])] for row in rows]})


urlpatterns = [*platforms_own, path("range-query", RangeQuery.as_view())]


def measure(platform: PlatformUnderTest) -> list[Figure]:
    practice = make_practice()
    with workspace_scope(practice.workspace.pk):
        RangeQuery.host = Host.objects.get(own_calendar=practice.calendar).pk
    figures, medians = [], {}
    for size in SIZES:
        practice.grow(size)
        for days in SPANS:
            progress(f"availability: {days} days among {size:,}")
            own, medians[size, days] = _over_http(platform, practice, days, size)
            figures += own
            if size == STATED:
                figures += _in_process(practice, days)
    figures += [
        Figure(
            _PART.format(rows=SIZES[-1]),
            f"{days} days: p50, as a ratio to that among {SIZES[0]:,}",
            medians[SIZES[-1], days] / medians[SIZES[0], days],
            "",
            at_most(1.5),
        )
        for days in SPANS
    ]
    return [*figures, _uses_the_index(practice)]


def _over_http(
    platform: PlatformUnderTest, practice: Practice, days: int, size: int
) -> tuple[list[Figure], float]:
    milliseconds = []
    with httpx2.Client(base_url=platform.address, trust_env=False, timeout=30) as client:
        for _ in range(REQUESTS + 5):
            began = time.perf_counter()
            client.get(_path(practice, days)).raise_for_status()
            milliseconds.append((time.perf_counter() - began) * 1000)
    milliseconds = milliseconds[5:]
    part, middle = _PART.format(rows=size), percentile(milliseconds, 50)
    floor = at_most(80) if size == STATED else None
    return [
        Figure(part, f"{days} days: p50 over HTTP", middle, "ms"),
        Figure(part, f"{days} days: p95 over HTTP", percentile(milliseconds, 95), "ms", floor),
    ], middle


def _in_process(practice: Practice, days: int) -> list[Figure]:
    """In turns, so that other load on the machine affects all alike."""
    RangeQuery.days = days
    factory, handler = RequestFactory(), WSGIHandler()
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
        bare = WSGIHandler()
        whole = factory.get(_path(practice, days), headers={"Host": "localhost"})
        plain = factory.get("/range-query", headers={"Host": "localhost"})
        with CaptureQueriesContext(connection) as captured:
            answer = orjson.loads(send(handler, whole))
        ran = [each for each in captured.captured_queries if each["sql"] not in _OF_TRANSACTIONS]
        _check_sketch(practice, days, answer)
        calls = (
            lambda: send(handler, whole),
            lambda: send(bare, plain),
            lambda: _ours(practice, days),
            lambda: _sketch(practice, days),
        )
        taken = _in_turns(calls)
    endpoint, reference, ours, sketch = (median(each) for each in taken)
    part = _PART.format(rows=STATED)
    return [
        Figure(part, f"{days} days: queries", len(ran), "", at_most(6)),
        Figure(part, f"{days} days: bare DRF view with one range query", reference * 1000, "ms"),
        Figure(part, f"{days} days: as a ratio to that view", endpoint / reference, "", at_most(3)),
        Figure(part, f"{days} days: a day's appointments at a time, as a ratio", sketch / ours),
    ]


def _in_turns(calls: Sequence[Callable[[], object]]) -> list[list[float]]:
    """For each call, the seconds that it took in every round."""
    taken: list[list[float]] = [[] for _ in calls]
    for _ in range(ROUNDS):
        for call, seconds in zip(calls, taken, strict=True):
            began = time.perf_counter()
            call()
            seconds.append(time.perf_counter() - began)
    return taken


def _path(practice: Practice, days: int) -> str:
    first = timezone.now().date() + timedelta(days=1)
    last = first + timedelta(days=days - 1)
    calendar = practice.calendar.public_id
    return f"/api/v1/calendars/{calendar}/available-slots?start_date={first}&end_date={last}"


def _ours(practice: Practice, days: int) -> list[datetime]:
    now = timezone.now()
    first = now.date() + timedelta(days=1)
    last = first + timedelta(days=days - 1)
    with workspace_scope(practice.workspace.pk):
        slots = open_slots(
            calendar=practice.calendar, first=first, last=last, minutes=MINUTES, now=now
        )
    return [each.starts_at for each in slots]


def _sketch(practice: Practice, days: int) -> list[datetime]:
    now = timezone.now()
    first = now.date() + timedelta(days=1)
    last = first + timedelta(days=days - 1)
    with workspace_scope(practice.workspace.pk):
        return day_by_day.open_starts(
            practice.calendar,
            RangeQuery.host,
            first=first,
            last=last,
            minutes=MINUTES,
            now=now,
        )


def _check_sketch(practice: Practice, days: int, answer: dict[str, list[dict[str, str]]]) -> None:
    """All three give the same times."""
    told = [datetime.fromisoformat(each["starts_at"]) for each in answer["available_slots"]]
    if not told == _ours(practice, days) == _sketch(practice, days):
        raise BenchmarkFailed("The sketch finds other times than the platform.")


def _uses_the_index(practice: Practice) -> Figure:
    """Blocks that are read for what is taken: an index finds it without everything else."""
    now = datetime.now(UTC)
    with workspace_scope(practice.workspace.pk), connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)"
            " SELECT * FROM taken_times(%s::bigint, %s, %s, %s, 0, 0)",
            [practice.calendar.pk, now, now + timedelta(days=90), now],
        )
        plan = cursor.fetchone()[0][0]["Plan"]
    read = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    part = _PART.format(rows=SIZES[-1])
    return Figure(part, "90 days: blocks that are read for what is taken", read, "", at_most(1_000))
