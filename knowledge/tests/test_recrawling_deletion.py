"""Recrawling: documents of missing pages are deleted, and only of those."""

from __future__ import annotations

import pytest
from django.utils import timezone

from core.scope import workspace_scope
from knowledge.models import Collection, Crawl
from knowledge.services import crawls
from knowledge.tests.crawled import again, documents, figures, outcomes, read, website
from knowledge.tests.websites import Reply, Website, page
from workspaces.models import Workspace

__all__ = ["website"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_missing_page_is_deleted(
    website: Website, acme: Workspace, collection: Collection, status: int
) -> None:
    read(collection, website)
    website.pages["/prices"] = Reply(b"Gone", status=status)

    run = again(collection)

    assert figures(run) == {"found": 3, "unchanged": 2, "skipped": 1, "removed": 1}
    assert outcomes(run)["/prices"] == "PAGE_NOT_FOUND"
    assert sorted(documents(acme)) == ["/", "/hours"]


def test_an_unlinked_page_is_deleted(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    read(collection, website)
    website.put("/", "<p>We repair bicycles in Bristol.</p>", title="Acme", links=("/hours",))

    run = again(collection)

    assert figures(run) == {"found": 2, "unchanged": 2, "removed": 1}
    assert sorted(documents(acme)) == ["/", "/hours"]


def test_nothing_is_deleted_after_an_error(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    read(collection, website)
    website.put("/", "<p>We repair bicycles in Bristol.</p>", title="Acme", links=("/hours",))
    website.pages["/hours"] = Reply(b"Oops", status=500)

    run = again(collection)

    assert (run.state, figures(run)) == ("COMPLETED", {"found": 2, "unchanged": 1, "failed": 1})
    assert sorted(documents(acme)) == ["/", "/hours", "/prices"]


def test_a_run_ended_by_the_limit_deletes_only_missing_pages(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    read(collection, website)
    links = ("/hours", "/a", "/b", "/prices")
    website.put("/", "<p>We repair bicycles in Bristol.</p>", title="Acme", links=links)
    website.pages["/hours"] = Reply(b"Gone", status=404)
    with workspace_scope(acme.pk):
        crawls.change_crawl(crawl=Crawl.objects.get(), max_pages=3, now=timezone.now())

    run = again(collection)

    assert outcomes(run) == {
        "/": "UNCHANGED",
        "/hours": "PAGE_NOT_FOUND",
        "/a": "PAGE_NOT_FOUND",
        "/b": "MAX_PAGES",
    }
    assert sorted(documents(acme)) == ["/", "/prices"]


def test_nothing_is_deleted_if_the_first_page_fails(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    read(collection, website)
    website.pages["/"] = Reply(b"Gone", status=404)

    run = again(collection)

    assert (run.state, run.error_code) == ("FAILED", "FIRST_PAGE_UNREAD")
    assert run.error == (
        "No page could be read. The first one: "
        "The site reports that the page does not exist (HTTP 404)."
    )
    assert {path: each.status for path, each in documents(acme).items()} == {
        "/": "COMPLETED",
        "/hours": "COMPLETED",
        "/prices": "COMPLETED",
    }


def test_a_noindex_page_is_deleted(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    read(collection, website)
    website.pages["/prices"] = Reply(
        page("<p>A secret now.</p>", head='<meta name="robots" content="noindex">')
    )

    run = again(collection)

    assert outcomes(run)["/prices"] == "NOINDEX"
    assert "/prices" not in documents(acme)
