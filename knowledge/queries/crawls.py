"""Reads about crawls. All need a scope."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from knowledge.models import Crawl, CrawlPage, CrawlRun


def crawls() -> QuerySet[Crawl]:
    """The crawls in scope, with their collection; `latest_runs` holds the last run of each."""
    latest = CrawlRun.objects.order_by("-pk")[:1]
    rows: QuerySet[Crawl] = Crawl.objects.select_related("collection")
    return rows.prefetch_related(Prefetch("runs", queryset=latest, to_attr="latest_runs"))


def pages_of_last_run(crawl: Crawl, *, state: str | None = None) -> QuerySet[CrawlPage]:
    """The outcome of each page, with its document."""
    last = CrawlRun.objects.filter(crawl=crawl).order_by("-pk").values("pk")[:1]
    rows: QuerySet[CrawlPage] = CrawlPage.objects.filter(run__in=last).select_related("document")
    return rows if state is None else rows.filter(state=state)
