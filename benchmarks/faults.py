"""Kills the ingestion worker at random points, and checks what is left.

python -m benchmarks.faults --points 200
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import psutil

from benchmarks.platform_under_test import BenchmarkFailed, PlatformUnderTest, joined, progress

SETTLE_SECONDS = 60.0  # after the last kill
MAX_WAITING = 3  # documents under way; more would only wait
PAUSE_SECONDS = (0.05, 1.0)  # between two kills: a document takes some two seconds
_POLL_SECONDS = 0.2
_PARSER_SECONDS = 0.02  # a parser lives for some tenths of a second
_WORKER_SECONDS = 120.0
_WHOLE_GROUP_EVERY = 7  # else parsers
_UNDER_WAY = (
    "SELECT count(*) FROM core_job WHERE name = 'knowledge.ingest_document'"
    " AND state IN ('QUEUED', 'RUNNING') AND due_at <= now()"
)

# Rows that must not exist once everything is terminal → a query that counts them.
LEFTOVERS = {
    "documents that are not terminal": (
        "SELECT count(*) FROM knowledge_document WHERE status = 'PROCESSING'"
    ),
    "versions of dead attempts": (
        "SELECT count(*) FROM knowledge_documentversion WHERE state = 'BUILDING'"
    ),
    "chunks of no version that answers": (
        "SELECT count(*) FROM knowledge_chunk c JOIN knowledge_document d ON d.id = c.document_id"
        " WHERE c.version_id IS DISTINCT FROM d.live_version_id"
    ),
    "chunks twice": (
        'SELECT count(*) - count(DISTINCT (document_id, "index"))'
        " FROM knowledge_chunk WHERE is_live"
    ),
    "documents without all their chunks": (
        "SELECT count(*) FROM knowledge_document d"
        " JOIN knowledge_documentversion v ON v.id = d.live_version_id"
        " WHERE v.chunk_count <> (SELECT count(*) FROM knowledge_chunk c"
        " WHERE c.version_id = v.id AND c.is_live)"
    ),
}


def article(number: int, parts: int) -> str:
    """A passage for each part, or two, that no other article has."""
    return "\n\n".join(
        f"# Part {part} of article {number}\n\n"
        + f"Item {part} of article {number} costs {part * number} euros. " * 12
        for part in range(parts)
    )


@dataclass(frozen=True, slots=True)
class Site:
    """upload: have a text ingested. worker: the worker's current process id, None without one.
    count: the result of an SQL query for one number, as the table owner.
    """

    upload: Callable[[str, str], object]
    worker: Callable[[], int | None]
    count: Callable[[str], int]


def kill_at_random(site: Site, *, points: int, seed: int, parts: int = 40) -> Iterator[int]:
    """Kill that many times while documents are ingested; yields the count so far.

    parts: of each document. What is killed is its parser, or a worker that waits for one: the
        embedding of what has been read only takes time.
    """
    chance = random.Random(seed)
    uploaded = 0
    for point in range(1, points + 1):
        time.sleep(chance.uniform(*PAUSE_SECONDS))
        for _ in range(MAX_WAITING - site.count(_UNDER_WAY)):
            uploaded += 1
            site.upload(f"article-{uploaded}.md", article(uploaded, parts))
        worker, *parsers = _family(site)
        for victim in [worker, *parsers] if point % _WHOLE_GROUP_EVERY == 0 else parsers:
            with suppress(psutil.NoSuchProcess):
                victim.kill()
        yield point


def settle(site: Site) -> float:
    """Wait until every document is terminal; returns the seconds taken. Raises BenchmarkFailed."""
    began = time.monotonic()
    while site.count(LEFTOVERS["documents that are not terminal"]):
        if time.monotonic() - began > SETTLE_SECONDS:
            raise BenchmarkFailed(
                f"Not everything is terminal after {SETTLE_SECONDS:.0f} s: {leftovers(site)}"
            )
        time.sleep(_POLL_SECONDS)
    return time.monotonic() - began


def leftovers(site: Site) -> dict[str, int]:
    return {what: site.count(query) for what, query in LEFTOVERS.items()}


def _family(site: Site) -> list[psutil.Process]:
    """The worker and its parsers, once it is reading a document (again)."""
    until = time.monotonic() + _WORKER_SECONDS
    while time.monotonic() < until:
        with suppress(psutil.NoSuchProcess):
            pid = site.worker()
            worker = None if pid is None else psutil.Process(pid)
            children = [] if worker is None else worker.children(recursive=True)
            if worker is not None and children:
                return [worker, *children]
        time.sleep(_PARSER_SECONDS)
    raise BenchmarkFailed("The ingestion worker does not come back.")


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    options.add_argument("--points", type=int, default=200)
    options.add_argument("--seed", type=int, default=1_066)
    chosen = options.parse_args()
    with joined() as platform:
        site = _site(platform)
        for point in kill_at_random(site, points=chosen.points, seed=chosen.seed):
            progress(f"killed {point} of {chosen.points}")
        seconds = settle(site)
        found = leftovers(site)
        states = {
            state: site.count(f"SELECT count(*) FROM knowledge_document WHERE status = '{state}'")
            for state in ("COMPLETED", "FAILED")
        }
    sys.stdout.write(f"{chosen.points} kills; everything terminal {seconds:.0f} s after the last\n")
    for what, count in {**states, **found}.items():
        sys.stdout.write(f"{count:6} {what}\n")
    sys.exit(1 if any(found.values()) else 0)


def _site(platform: PlatformUnderTest) -> Site:
    from django.core.files.base import ContentFile
    from django.db import connection
    from django.utils import timezone

    from benchmarks import tenants
    from core.scope import as_table_owner, workspace_scope
    from knowledge.services import add_document

    tenant = tenants.make_tenant("Faults")

    def upload(name: str, text: str) -> None:
        with workspace_scope(tenant.workspace.pk):
            add_document(
                collection=tenant.collection,
                file=ContentFile(text.encode()),
                file_name=name,
                title="",
                max_bytes=1_000_000,
                now=timezone.now(),
            )

    def worker() -> int | None:
        with suppress(BenchmarkFailed):
            return platform.service("worker-ingestion").pid
        return None

    def count(query: str) -> int:
        with as_table_owner(), connection.cursor() as cursor:
            cursor.execute(query)
            return int(cursor.fetchone()[0])

    return Site(upload, worker, count)


if __name__ == "__main__":
    main()
