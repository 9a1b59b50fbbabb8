"""Starts crawls that are due."""

from __future__ import annotations

from datetime import datetime

from core.db.locks import lock_rows
from core.scope import as_table_owner, workspace_scope
from knowledge.errors import CrawlRunning, TooManyCrawls
from knowledge.models import Crawl
from knowledge.services.crawls.runs import begin_run
from knowledge.services.crawls.schedule import next_time

STARTED_AT_ONCE = 100  # the others wait a minute


def start_due_crawls(*, now: datetime) -> int:
    """Start the due runs of all open workspaces; returns how many.

    A crawl that is still running is started at its next due time.
    """
    with as_table_owner():
        due = list(
            Crawl.everywhere.filter(
                next_run_at__lte=now,
                workspace__deleted_at=None,
                workspace__suspended_at=None,
            )
            .order_by("next_run_at", "pk")
            .values_list("pk", "workspace_id")[:STARTED_AT_ONCE]
        )
    return sum(_start(crawl_id, workspace_id, now) for crawl_id, workspace_id in due)


def _start(crawl_id: int, workspace_id: int, now: datetime) -> bool:
    with workspace_scope(workspace_id):
        due = Crawl.objects.filter(pk=crawl_id, next_run_at__lte=now)
        crawl = lock_rows(due, skip_locked=True).first()
        if crawl is None:
            return False  # another process has just started it
        try:
            begin_run(crawl=crawl, now=now)
        except CrawlRunning:
            crawl.next_run_at = next_time(crawl.schedule, after=now)
            crawl.save(update_fields=["next_run_at"])
            return False
        except TooManyCrawls:
            return False  # there may be room in a minute
        return True
