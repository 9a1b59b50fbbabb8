"""The ingestion worker is killed at random points: everything ends, nothing is left over or done
twice.
"""

from __future__ import annotations

from contextlib import suppress

import pytest

from benchmarks.faults import Site, kill_at_random, leftovers, settle
from operations.tests.running import Installation
from operations.tests.test_faults import Desk

pytestmark = pytest.mark.processes

POINTS = 14
PARTS = 16  # of each document


def site_of(desk: Desk) -> Site:
    def worker() -> int | None:
        with suppress(StopIteration):
            return desk.installation.pid_of("worker-ingestion")
        return None

    return Site(desk.upload, worker, lambda query: int(desk.rows(query)[0][0]))


def test_random_kills_leave_nothing_incomplete(
    installation: Installation,
) -> None:
    site = site_of(Desk(installation))

    kills = list(kill_at_random(site, points=POINTS, seed=POINTS, parts=PARTS))
    settle(site)

    assert len(kills) == POINTS
    assert {what: count for what, count in leftovers(site).items() if count} == {}
    assert site.count("SELECT count(*) FROM knowledge_document WHERE status = 'COMPLETED'") > 1
