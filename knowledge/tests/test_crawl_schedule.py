"""Crawls run again when they are due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.scope import as_table_owner, workspace_scope
from knowledge.models import Collection, Crawl, CrawlRun
from knowledge.services import crawls
from knowledge.services.crawls.schedule import next_time
from knowledge.tests.crawled import fetch, start, website
from knowledge.tests.websites import Website
from workspaces.models import Workspace

__all__ = ["website"]

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("schedule", "after", "expected"),
    [
        ("ONCE", (2026, 1, 31), None),
        ("DAILY", (2026, 2, 28), (2026, 3, 1)),
        ("WEEKLY", (2026, 12, 28), (2027, 1, 4)),
        ("MONTHLY", (2026, 1, 31), (2026, 2, 28)),
        ("MONTHLY", (2028, 1, 31), (2028, 2, 29)),
        ("MONTHLY", (2026, 12, 15), (2027, 1, 15)),
    ],
)
def test_the_next_run_is_scheduled(schedule: str, after: Any, expected: Any) -> None:
    found = next_time(schedule, after=datetime(*after, 12, tzinfo=UTC))

    assert found == (datetime(*expected, 12, tzinfo=UTC) if expected else None)


def test_a_due_crawl_runs_once(website: Website, acme: Workspace, collection: Collection) -> None:
    first = fetch(collection, website, schedule="DAILY")
    now = first.started_at

    assert crawls.start_due_crawls(now=now + DAY - timedelta(seconds=1)) == 0
    assert crawls.start_due_crawls(now=now + DAY) == 1
    assert crawls.start_due_crawls(now=now + DAY) == 0

    with workspace_scope(acme.pk):
        assert CrawlRun.objects.filter(state="RUNNING").count() == 1
        assert Crawl.objects.get().next_run_at == now + 2 * DAY


def test_a_running_crawl_is_not_started_again(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    started = start(collection, website, schedule="DAILY")
    due = started.run.started_at + DAY

    assert crawls.start_due_crawls(now=due) == 0

    with workspace_scope(acme.pk):
        assert Crawl.objects.get().next_run_at == due + DAY
        assert CrawlRun.objects.count() == 1


@pytest.mark.parametrize("closed", ["suspended_at", "deleted_at"])
def test_a_closed_workspace_crawls_nothing(
    website: Website, acme: Workspace, collection: Collection, closed: str
) -> None:
    run = fetch(collection, website, schedule="DAILY")
    with as_table_owner():
        Workspace.objects.filter(pk=acme.pk).update(**{closed: run.started_at})

    assert crawls.start_due_crawls(now=run.started_at + 2 * DAY) == 0
