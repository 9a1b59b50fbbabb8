"""Many customers at once: one time for 200 of them, and times that overlap."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Coroutine, Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import httpx2
from django.db import connection
from django.utils import timezone

from benchmarks import tenants
from benchmarks.platform_under_test import PlatformUnderTest, progress
from benchmarks.report import Figure, at_least, at_most
from core.scope import as_table_owner, workspace_scope
from scheduling.models import Calendar
from scheduling.services import create_calendar, create_host

CUSTOMERS = 200
RUNS, REQUESTS = 20, 60
_ONE_PART = f"{CUSTOMERS} customers book one time"
_MANY_PART = f"{RUNS} runs of {REQUESTS} bookings, holds and moves that overlap"
_PATIENCE_SECONDS = 120.0
_OVERLAPS = """
SELECT count(*) FROM scheduling_reservation one JOIN scheduling_reservation other
  ON one.host_id = other.host_id AND one.id < other.id AND one.busy && other.busy
WHERE one.is_active AND other.is_active AND one.workspace_id = %s
"""
Asked = Coroutine[None, None, httpx2.Response]


def measure(platform: PlatformUnderTest) -> list[Figure]:
    workspace = tenants.make_tenant("Popular").workspace
    now = timezone.now()
    with workspace_scope(workspace.pk):
        hosts = [create_host(name=name, now=now) for name in ("One", "Two")]
        calendars = [
            create_calendar(
                name=name,
                time_zone="Europe/Vienna",
                hours=[(day, time(8), time(18)) for day in range(7)],
                slot_step_minutes=15,
                hosts=hosts,
                assignment=assignment,
                now=now,
            )
            for name, assignment in (("Either", "ROUND_ROBIN"), ("Both", "COLLECTIVE"))
        ]
    day = (
        (now + timedelta(days=7))
        .astimezone(ZoneInfo("Europe/Vienna"))
        .replace(hour=8, minute=0, second=0, microsecond=0)
    )
    figures = asyncio.run(_one_time(platform, calendars[1], day))
    statuses: Counter[int] = Counter()
    for run in range(RUNS):
        progress(f"bookings: run {run + 1} of {RUNS}")
        begin = day + timedelta(days=1 + run)
        statuses += asyncio.run(_staggered(platform, calendars, begin, random.Random(run)))
    with as_table_owner(), connection.cursor() as cursor:
        cursor.execute(_OVERLAPS, [workspace.pk])
        overlaps = cursor.fetchone()[0]
    return [
        *figures,
        Figure(_MANY_PART, "overlaps", overlaps, "", at_most(0)),
        *_counts(_MANY_PART, statuses),
    ]


async def _one_time(
    platform: PlatformUnderTest, calendar: Calendar, starts_at: datetime
) -> list[Figure]:
    progress(f"bookings: {CUSTOMERS} at once")
    async with _client(platform) as client:
        statuses = await _all(_book(client, calendar, starts_at, str(n)) for n in range(CUSTOMERS))
    return [
        Figure(_ONE_PART, "201", statuses[201], "", at_most(1)),
        Figure(_ONE_PART, "409", statuses[409], "", at_least(CUSTOMERS - 1)),
        *_counts(_ONE_PART, Counter({k: v for k, v in statuses.items() if k not in (201, 409)})),
    ]


async def _staggered(
    platform: PlatformUnderTest,
    calendars: list[Calendar],
    begin: datetime,
    chance: random.Random,
) -> Counter[int]:
    """Some are booked first, so that they can be moved."""

    def when() -> datetime:
        return begin + timedelta(minutes=15 * chance.randrange(36))

    async with _client(platform) as client:
        first = [
            await _book(client, chance.choice(calendars), when(), f"{begin:%j}-{number}")
            for number in range(8)
        ]
        booked = [answer.json() for answer in first if answer.status_code == 201]
        asked: list[Asked] = []
        for number in range(REQUESTS):
            calendar = chance.choice(calendars)
            match chance.randrange(3):
                case 0:
                    asked.append(_book(client, calendar, when(), f"{begin:%j}-m{number}"))
                case 1:
                    body = {"starts_at": when().isoformat(), "seconds": 30}
                    asked.append(client.post(_path(calendar, "holds"), json=body))
                case _:
                    own = chance.choice(booked)
                    body = {"starts_at": when().isoformat(), "token": own["token"]}
                    path = f"/api/v1/appointments/{own['id']}/reschedule"
                    asked.append(client.post(path, json=body))
        return await _all(asked)


def _client(platform: PlatformUnderTest) -> httpx2.AsyncClient:
    limits = httpx2.Limits(max_connections=CUSTOMERS, max_keepalive_connections=CUSTOMERS)
    return httpx2.AsyncClient(
        base_url=platform.address, limits=limits, timeout=_PATIENCE_SECONDS, trust_env=False
    )


def _book(client: httpx2.AsyncClient, calendar: Calendar, starts_at: datetime, name: str) -> Asked:
    body = {
        "starts_at": starts_at.isoformat(),
        "duration_minutes": 30,
        "customer_name": f"Customer {name}",
        "customer_email": f"customer-{name}@example.com",
    }
    return client.post(_path(calendar, "appointments"), json=body)


def _path(calendar: Calendar, what: str) -> str:
    return f"/api/v1/calendars/{calendar.public_id}/{what}"


async def _all(asked: Iterable[Asked]) -> Counter[int]:
    """How many were answered with each status."""
    return Counter(answer.status_code for answer in await asyncio.gather(*asked))


def _counts(part: str, statuses: Counter[int]) -> list[Figure]:
    """Errors count as a figure of their own."""
    errors = sum(count for status, count in statuses.items() if status >= 500)
    others = sorted((status, count) for status, count in statuses.items() if status < 500)
    return [
        Figure(part, "5xx", errors, "", at_most(0)),
        *(Figure(part, str(status), count) for status, count in others),
    ]
