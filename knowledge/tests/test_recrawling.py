"""Recrawling: only changed pages are processed."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from core.models import Job
from core.scope import workspace_scope
from knowledge.clients.embedding.minilm import MiniLmEmbedder
from knowledge.models import Chunk, Collection, Crawl, Document, DocumentVersion
from knowledge.services import change_document
from knowledge.tests.crawled import again, documents, fetch, figures, outcomes, read, website
from knowledge.tests.websites import Website, redirect
from workspaces.models import Workspace

__all__ = ["website"]


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are embedded."""
    texts: list[str] = []
    real = MiniLmEmbedder.embed_passages

    def noted(embedder: MiniLmEmbedder, passages: Any) -> Any:
        texts.extend(passages)
        return real(embedder, passages)

    monkeypatch.setattr(MiniLmEmbedder, "embed_passages", noted)
    return texts


def versions(workspace: Workspace) -> int:
    with workspace_scope(workspace.pk):
        return int(DocumentVersion.objects.count())


def test_unchanged_pages_are_not_reprocessed(website: Website, collection: Collection) -> None:
    links = tuple(f"/page-{number}" for number in range(29))
    website.put("/", "<p>Welcome to us all.</p>", links=links)
    for link in links:
        website.put(link, f"<p>This is what {link} says.</p>", links=("/",))
    first = fetch(collection, website, max_pages=100)
    assert figures(first) == {"found": 30, "new": 30}
    readings = Job.objects.filter(name="knowledge.ingest_document")
    assert readings.count() == 30
    website.asked.clear()

    run = fetch(collection, website, max_pages=100)

    assert (run.state, figures(run)) == ("COMPLETED", {"found": 30, "unchanged": 30})
    assert readings.count() == 30
    assert len(website.asked_for_pages()) == 30
    assert len(website.not_modified) == 30


@pytest.mark.parametrize("gives_etags", [True, False])
def test_unchanged_pages_cost_no_embedding_and_no_version(
    website: Website,
    acme: Workspace,
    collection: Collection,
    embedded: list[str],
    gives_etags: bool,
) -> None:
    website.gives_etags = gives_etags
    read(collection, website)
    embedded.clear()

    run = again(collection)

    assert figures(run) == {"found": 3, "unchanged": 3}
    assert embedded == []
    assert versions(acme) == 3


def test_one_edited_paragraph_is_all_that_is_embedded(
    website: Website, acme: Workspace, collection: Collection, embedded: list[str]
) -> None:
    sections = [
        f"<h2>Topic {n}</h2><p>{'Our answer to this is long. ' * 12}{n}.</p>" for n in range(30)
    ]
    website.put("/hours", "".join(sections), title="Hours")
    read(collection, website)
    before = documents(acme)["/hours"]
    embedded.clear()
    sections[7] = "<h2>Topic 7</h2><p>Our answer is now another one.</p>"
    website.put("/hours", "".join(sections), title="Hours")

    run = again(collection)

    assert outcomes(run)["/hours"] == "CHANGED"
    assert figures(run) == {"found": 3, "changed": 1, "unchanged": 2}
    assert 1 <= len(embedded) <= 3
    after = documents(acme)["/hours"]
    assert (after.pk, after.status) == (before.pk, "COMPLETED")
    with workspace_scope(acme.pk):
        live = Chunk.objects.filter(document=after, is_live=True)
        assert live.filter(text__contains="now another one").exists()
    assert not default_storage.exists(before.file.name)


def test_changed_boilerplate_changes_nothing(
    website: Website, acme: Workspace, collection: Collection, embedded: list[str]
) -> None:
    read(collection, website)
    embedded.clear()
    website.put("/new", "<p>We also sell helmets.</p>")
    website.put(
        "/",
        "<p>We repair bicycles in Bristol.</p>",
        title="Acme",
        links=("/hours", "/prices", "/new"),
    )

    run = again(collection)
    second = again(collection)

    assert figures(run) == {"found": 4, "new": 1, "unchanged": 3}
    assert len(embedded) == 1
    # The new link is also known from the stored page, if the site only reports "unchanged".
    assert figures(second) == {"found": 4, "unchanged": 4}
    assert "/" in website.not_modified


def test_a_moved_page_keeps_its_document(
    website: Website, acme: Workspace, collection: Collection, embedded: list[str]
) -> None:
    read(collection, website)
    before = documents(acme)["/prices"]
    embedded.clear()
    website.pages["/price-list"] = website.pages["/prices"]
    website.pages["/prices"] = redirect("/price-list")

    run = again(collection)

    assert documents(acme)["/price-list"].pk == before.pk
    assert sorted(documents(acme)) == ["/", "/hours", "/price-list"]
    assert (run.pages_unchanged, run.pages_removed, embedded) == (3, 0, [])


def test_a_title_given_by_a_member_stays(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    read(collection, website)
    with workspace_scope(acme.pk):
        prices = Document.objects.get(title="Prices")
        change_document(document=prices, title="What it costs", now=timezone.now())
    for path in ("/hours", "/prices"):
        website.put(path, f"<p>Something else on {path}.</p>", title="Another title")

    again(collection)

    found = documents(acme)
    assert found["/hours"].title == "Another title"
    assert found["/prices"].title == "What it costs"


def test_failed_pages_are_tried_again(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    read(collection, website)
    with workspace_scope(acme.pk):
        Document.objects.filter(source_url__endswith="/hours").update(
            status="FAILED", error="It broke.", error_code="BROKEN"
        )

    run = again(collection)

    assert outcomes(run)["/hours"] == "CHANGED"
    assert documents(acme)["/hours"].status == "COMPLETED"


def test_adding_a_website_again_crawls_with_the_new_settings(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    first = read(collection, website)

    run = read(collection, website, max_pages=2, schedule="DAILY")

    assert run.crawl_id == first.crawl_id
    assert figures(run) == {"found": 3, "unchanged": 2, "skipped": 1}
    with workspace_scope(acme.pk):
        crawl = Crawl.objects.get()
    assert (crawl.max_pages, crawl.schedule) == (2, "DAILY")


def test_wider_patterns_follow_links_of_unchanged_pages(
    website: Website, collection: Collection
) -> None:
    read(collection, website, include_patterns=["/hours"])
    website.asked.clear()

    run = fetch(collection, website)

    assert website.not_modified == ["/", "/hours"]
    assert outcomes(run) == {"/": "UNCHANGED", "/hours": "UNCHANGED", "/prices": "NEW"}


def test_two_crawls_of_a_collection_share_no_page(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    read(collection, website)

    second = read(collection, website, "/hours")

    assert outcomes(second) == {"/hours": "UNCHANGED", "/": "READ_ELSEWHERE"}
    assert len(documents(acme)) == 3
