"""Deleting crawls, their runs and their documents."""

from __future__ import annotations

import pytest
from django.utils import timezone

from core.scope import workspace_scope
from core.testing import run_jobs
from knowledge.models import Collection, Crawl, CrawlRun, Document
from knowledge.services import crawls, delete_collection
from knowledge.services.crawls import runs
from knowledge.tests.crawled import documents, figures, read, start, website
from knowledge.tests.websites import Website
from workspaces.models import Workspace

__all__ = ["website"]


def test_old_runs_are_deleted(website: Website, acme: Workspace, collection: Collection) -> None:
    for _ in range(runs.RUNS_KEPT + 2):
        started = start(collection, website)
        with workspace_scope(acme.pk):
            crawls.cancel_run(crawl=started.crawl, now=timezone.now())

    with workspace_scope(acme.pk):
        assert CrawlRun.objects.count() == runs.RUNS_KEPT


@pytest.mark.parametrize("goes_too", [False, True])
def test_deleting_a_crawl_keeps_its_documents_unless_requested(
    website: Website, acme: Workspace, collection: Collection, goes_too: bool
) -> None:
    read(collection, website)

    with workspace_scope(acme.pk):
        crawls.delete_crawl(crawl=Crawl.objects.get(), with_documents=goes_too, now=timezone.now())

    assert len(documents(acme)) == (0 if goes_too else 3)
    with workspace_scope(acme.pk):
        assert not Crawl.objects.exists()
        assert not Document.objects.filter(crawl__isnull=False).exists()


def test_documents_of_a_deleted_crawl_are_adopted_by_the_next(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    read(collection, website)
    before = {path: each.pk for path, each in documents(acme).items()}
    with workspace_scope(acme.pk):
        crawls.delete_crawl(crawl=Crawl.objects.get(), now=timezone.now())

    run = read(collection, website)

    assert figures(run) == {"found": 3, "unchanged": 3}
    assert {path: each.pk for path, each in documents(acme).items()} == before


def test_deleting_a_collection_deletes_its_crawls(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    started = start(collection, website)

    with workspace_scope(acme.pk):
        delete_collection(collection=collection, now=timezone.now())
    run_jobs()

    with workspace_scope(acme.pk):
        assert not CrawlRun.objects.filter(pk=started.run.pk).exists()
    assert website.asked == []
