"""Crawls of a local website, and their outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from core.jobs import worker
from core.models import Job
from core.scope import workspace_scope
from core.testing import run_jobs
from knowledge.models import Collection, Crawl, CrawlRun, Document
from knowledge.services import crawls
from knowledge.services.crawls.websites import Started
from knowledge.tests.websites import Website, serving
from workspaces.models import Workspace


@pytest.fixture
def website(settings: Any) -> Iterator[Website]:
    """A website of three pages; the first is `/`."""
    settings.OUTBOUND_ALLOW_LOOPBACK = True
    with serving(Website(pages={})) as site:
        site.put(
            "/", "<p>We repair bicycles in Bristol.</p>", title="Acme", links=("/hours", "/prices")
        )
        site.put("/hours", "<p>We are open from 9 to 5.</p>", title="Hours", links=("/",))
        site.put("/prices", "<p>A new tyre costs £25.</p>", title="Prices", links=("/hours",))
        yield site


def start(collection: Collection, site: Website, path: str = "/", **payload: Any) -> Started:
    with workspace_scope(collection.workspace_id):
        return crawls.add_website(
            collection=collection, url=site.address + path, now=timezone.now(), **payload
        )


def read(collection: Collection, site: Website, path: str = "/", **payload: Any) -> CrawlRun:
    """Crawl the site and ingest all its documents."""
    started = start(collection, site, path, **payload)
    run_jobs()
    return refreshed(started.run)


def fetch(collection: Collection, site: Website, path: str = "/", **payload: Any) -> CrawlRun:
    """Crawl the site without ingesting its documents."""
    started = start(collection, site, path, **payload)
    while slices := Job.objects.filter(name="knowledge.crawl", state=Job.State.QUEUED):
        worker.run(slices[0].pk)
    return refreshed(started.run)


def refreshed(run: CrawlRun) -> CrawlRun:
    with workspace_scope(run.workspace_id):
        return CrawlRun.objects.get(pk=run.pk)


def outcomes(run: CrawlRun) -> dict[str, str]:
    """Path → state, or the cause."""
    with workspace_scope(run.workspace_id):
        return {
            "/" + page.url.split("/", 3)[3]: page.error_code or page.state
            for page in run.pages.order_by("pk")
        }


def documents(workspace: Workspace) -> dict[str, Document]:
    """Path → document."""
    with workspace_scope(workspace.pk):
        return {
            "/" + each.source_url.split("/", 3)[3]: each
            for each in Document.objects.order_by("source_url")
        }


def figures(run: CrawlRun) -> dict[str, int]:
    """The nonzero counts."""
    names = ("found", "new", "changed", "unchanged", "skipped", "failed", "removed")
    counted = {name: getattr(run, f"pages_{name}") for name in names}
    return {name: value for name, value in counted.items() if value}


def again(collection: Collection) -> CrawlRun:
    """Crawl the only website again and ingest its documents."""
    with workspace_scope(collection.workspace_id):
        run = crawls.run_again(crawl=Crawl.objects.get(), now=timezone.now())
    run_jobs()
    return refreshed(run)
