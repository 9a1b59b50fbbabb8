"""Ingestion under load: many small documents at once, and a small one beside large ones."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2
import psutil
from django.db import connection

from benchmarks import tenants
from benchmarks.ingestion import MEGABYTE, MEMORY, Memory, body_of, sign_in
from benchmarks.platform_under_test import BenchmarkFailed, PlatformUnderTest, progress
from benchmarks.report import Figure, at_most
from benchmarks.tenants import Tenant
from core.jobs.announcing import announced
from core.scope import as_table_owner

SMALL = 160
HEAVY, HEAVY_BYTES = 6, 2_000_000
_SMALL_PART = f"Ingestion, {SMALL} small documents at once"
_FAIR_PART = f"Ingestion, beside {HEAVY} files of 2 MB of another workspace"
_UPLOADS_AT_ONCE = 8
_TRIES = 5  # small files, one after the other, while the large ones are read
_PATIENCE_SECONDS = 240.0
_POLL_SECONDS = 0.05

_UNFINISHED = (
    "SELECT count(*) FROM core_job WHERE state IN ('QUEUED', 'RUNNING')"
    " AND name = 'knowledge.ingest_document'"
)


@dataclass(slots=True)
class Broker:
    """longest: the most messages seen. excess: the most beyond the jobs that had not ended."""

    longest: int = 0
    excess: int = 0


def measure(platform: PlatformUnderTest) -> list[Figure]:
    many, busy, other = (tenants.make_tenant(name) for name in ("Many", "Busy", "Other"))
    worker = psutil.Process(platform.service("worker-ingestion").pid)
    door = f"{platform.address}/api/v1"
    with httpx2.Client(base_url=door, trust_env=False, timeout=60) as api:
        api.headers["Authorization"] = f"Bearer {sign_in(api)}"
        return [*_small_ones(api, many), *_beside_large_ones(api, busy, other, worker)]


def _small_ones(api: httpx2.Client, tenant: Tenant) -> list[Figure]:
    progress(f"flow: {SMALL} small documents")
    with _watch_broker() as broker:
        began = time.perf_counter()
        with ThreadPoolExecutor(_UPLOADS_AT_ONCE) as pool:
            list(pool.map(lambda number: _upload(api, tenant, _note(number)), range(SMALL)))
        uploaded = time.perf_counter() - began
        _await(lambda: _count(_UNFINISHED) == 0, "small documents are not read")
        seconds = time.perf_counter() - began
    return [
        Figure(_SMALL_PART, "until all are uploaded", uploaded, "s"),
        Figure(_SMALL_PART, "until the last is searchable", seconds, "s"),
        Figure(_SMALL_PART, "longest queue of the broker", broker.longest),
        Figure(_SMALL_PART, "messages beyond the jobs, at most", broker.excess, "", at_most(0)),
    ]


def _beside_large_ones(
    api: httpx2.Client, busy: Tenant, other: Tenant, worker: psutil.Process
) -> list[Figure]:
    progress(f"flow: a small document beside {HEAVY} large ones")
    for number in range(HEAVY):
        _upload(api, busy, _book(number))
    _await(lambda: _count(_running_of(busy)) > 0, "large documents do not begin")
    time.sleep(2)  # they are being read, not only begun
    waits, peak = [], Memory(0, 0)
    for number in range(_TRIES):
        began = time.perf_counter()
        address = _upload(api, other, f"# Note\n\nNote {number} is short.".encode())
        while body_of(api.get(address))["status"] == "PROCESSING":
            peak = peak.or_more(Memory.of(worker))
            time.sleep(_POLL_SECONDS)
        waits.append(time.perf_counter() - began)
        time.sleep(1)
    still_running = _count(_running_of(busy))
    if not still_running:
        raise BenchmarkFailed("The large documents were read before the small ones came.")
    return [
        Figure(_FAIR_PART, "small document searchable, at most", max(waits), "s", at_most(3)),
        Figure(_FAIR_PART, "worker at most, all processes", peak.together / MEGABYTE, "MB", MEMORY),
    ]


def _upload(api: httpx2.Client, tenant: Tenant, text: bytes) -> str:
    """Upload a Markdown file; its address."""
    documents = f"/workspaces/{tenant.workspace.public_id}/documents"
    answer = api.post(
        documents,
        data={"collection_id": tenant.collection.public_id},
        files={"file": ("note.md", text, "text/markdown")},
    )
    return f"{documents}/{body_of(answer)['id']}"


def _note(number: int) -> bytes:
    return f"# Room {number}\n\nRoom {number} costs {number + 40} euros a night.".encode()


def _book(number: int) -> bytes:
    line = f"Item {{part}} of book {number} costs {{price}} euros and is kept in the east wing.\n\n"
    parts = range(HEAVY_BYTES // len(line))
    return "".join(line.format(part=part, price=part % 97) for part in parts).encode()


def _running_of(tenant: Tenant) -> str:
    return (
        "SELECT count(*) FROM core_job WHERE state = 'RUNNING'"
        f" AND workspace_id = {tenant.workspace.pk}"
    )


@contextmanager
def _watch_broker() -> Iterator[Broker]:
    """Compare the broker's queue with the jobs that have not ended, many times a second."""
    broker, over = Broker(), threading.Event()

    def watch() -> None:
        while not over.wait(_POLL_SECONDS):
            before = _count(_UNFINISHED)
            messages = announced("ingestion")
            jobs = max(before, _count(_UNFINISHED))  # some begin or end in between
            broker.longest = max(broker.longest, messages)
            broker.excess = max(broker.excess, messages - jobs)
        connection.close()

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield broker
    finally:
        over.set()
        thread.join()


def _count(query: str) -> int:
    with as_table_owner(), connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])


def _await(condition: Callable[[], bool], failing: str) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > until:
            raise BenchmarkFailed(f"After {_PATIENCE_SECONDS:.0f} s {failing}.")
        time.sleep(_POLL_SECONDS)
