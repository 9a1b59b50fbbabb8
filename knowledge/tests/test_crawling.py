"""A website becomes documents: each of its pages once, as far as robots.txt allows."""

from __future__ import annotations

import gzip

import pytest

from core.scope import workspace_scope
from core.testing import run_jobs
from knowledge.models import Chunk, Collection
from knowledge.tests.crawled import (
    documents,
    figures,
    outcomes,
    read,
    refreshed,
    start,
    website,
)
from knowledge.tests.websites import Reply, Website, page, redirect
from workspaces.models import Workspace

__all__ = ["website"]


def test_every_page_becomes_a_document(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    run = read(collection, website)

    assert (run.state, run.error_code) == ("COMPLETED", "")
    assert figures(run) == {"found": 3, "new": 3}
    found = documents(acme)
    assert {path: (each.title, each.status) for path, each in found.items()} == {
        "/": ("Acme", "COMPLETED"),
        "/hours": ("Hours", "COMPLETED"),
        "/prices": ("Prices", "COMPLETED"),
    }
    with workspace_scope(acme.pk):
        chunk = Chunk.objects.get(document=found["/prices"], is_live=True)
    assert (chunk.text, chunk.headings) == ("A new tyre costs £25.", "Prices")
    assert website.asked == ["/robots.txt", "/", "/sitemap.xml", "/hours", "/prices"]
    assert website.agents == {"FrontdeskBot/1.0"}


def test_the_first_document_exists_before_anything_is_read(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    started = start(collection, website)

    document = documents(acme)["/"]
    assert document == started.document
    assert (document.status, document.source_type, document.title) == (
        "PROCESSING",
        "URL",
        website.address + "/",
    )
    assert website.asked == []


def test_robots_txt_is_obeyed(website: Website, collection: Collection) -> None:
    website.pages["/robots.txt"] = Reply(
        b"User-agent: *\nDisallow: /\n\nUser-agent: FrontdeskBot\nDisallow: /pri*s\n"
    )

    run = read(collection, website)

    assert outcomes(run) == {"/": "NEW", "/hours": "NEW", "/prices": "ROBOTS_DISALLOWED"}
    assert "/prices" not in website.asked


@pytest.mark.parametrize("status", [500, 503, 429])
def test_nothing_is_read_if_robots_txt_is_unreachable(
    website: Website, acme: Workspace, collection: Collection, status: int
) -> None:
    website.pages["/robots.txt"] = Reply(b"", status=status)

    run = read(collection, website)

    assert (run.state, run.error_code) == ("FAILED", "ROBOTS_UNREACHABLE")
    assert website.asked_for_pages() == []
    document = documents(acme)["/"]
    assert (document.status, document.error_code) == ("FAILED", "ROBOTS_UNREACHABLE")


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_everything_is_allowed_without_robots_txt(
    website: Website, collection: Collection, status: int
) -> None:
    website.pages["/robots.txt"] = Reply(b"", status=status)

    assert figures(read(collection, website)) == {"found": 3, "new": 3}


def test_the_sitemap_adds_unlinked_pages(website: Website, collection: Collection) -> None:
    index = (
        f"<sitemapindex><sitemap><loc>{website.address}/all.xml.gz</loc></sitemap></sitemapindex>"
    )
    locations = f"<urlset><url><loc>{website.address}/hidden?a=1&amp;b=2</loc></url>"
    locations += "<url><loc><![CDATA[https://elsewhere.example/]]></loc></url></urlset>"
    website.pages["/robots.txt"] = Reply(f"Sitemap: {website.address}/index.xml".encode())
    website.pages["/index.xml"] = Reply(index.encode())
    website.pages["/all.xml.gz"] = Reply(gzip.compress(locations.encode()))
    website.put("/hidden?a=1&b=2", "<p>Only for those who know.</p>")

    run = read(collection, website)

    assert outcomes(run)["/hidden?a=1&b=2"] == "NEW"
    assert figures(run) == {"found": 4, "new": 4}


def test_patterns_select_pages(website: Website, collection: Collection) -> None:
    links = ("/docs", "/docs/a", "/docs/old/b", "/blog/c")
    website.put("/", "<p>Welcome to us all.</p>", links=links)
    for link in links:
        website.put(link, f"<p>This is about {link}.</p>")

    run = read(collection, website, include_patterns=["/docs/*"], exclude_patterns=["*/old/*"])

    assert outcomes(run) == {"/": "NEW", "/docs": "NEW", "/docs/a": "NEW"}


def test_one_page_has_one_address(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    website.put(
        "/",
        "<p>Welcome to us all.</p>",
        links=(
            *("/hours?utm_source=mail#top", "/hours#bottom", "/hours?fbclid=1", "/./hours"),
            *("/list?b=2&a=1", "/list?a=1&b=2", "/copy", "/HOURS/../hours"),
        ),
    )
    website.put("/list?a=1&b=2", "<p>A list of things.</p>")
    copy = page("<p>Twice.</p>", head='<link rel="canonical" href="/original?utm_medium=x">')
    website.pages["/copy"] = website.pages["/original"] = Reply(copy)

    run = read(collection, website)

    assert outcomes(run) == {
        "/": "NEW",
        "/hours": "NEW",
        "/list?a=1&b=2": "NEW",
        "/copy": "MOVED",
        "/original": "NEW",
    }
    assert sorted(documents(acme)) == ["/", "/hours", "/list?a=1&b=2", "/original"]


def test_a_canonical_address_is_believed_if_the_texts_agree(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    home = '<link rel="canonical" href="/">'
    same = page("<p>We repair bicycles in Bristol.</p>", title="Acme", head=home)
    website.pages["/hours"] = Reply(same)
    website.pages["/prices"] = Reply(page("<p>A new tyre costs £25.</p>", head=home))

    run = read(collection, website)

    assert outcomes(run) == {"/": "NEW", "/hours": "DUPLICATE", "/prices": "NEW"}
    assert sorted(documents(acme)) == ["/", "/prices"]


@pytest.mark.parametrize("there", [Reply(b"Gone", status=404), Reply(page("<p>Other.</p>"))])
def test_a_canonical_address_with_another_text_is_not_believed(
    website: Website, acme: Workspace, collection: Collection, there: Reply
) -> None:
    website.pages["/prices"] = Reply(
        page("<p>A new tyre costs £25.</p>", head='<link rel="canonical" href="/other">')
    )
    website.pages["/other"] = there

    assert outcomes(read(collection, website)) == {"/": "NEW", "/hours": "NEW", "/prices": "NEW"}
    assert sorted(documents(acme)) == ["/", "/hours", "/prices"]


def test_redirects_are_followed_within_the_site(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    website.put("/", "<p>Welcome to us all.</p>", links=("/old", "/older", "/away", "/hours"))
    website.pages["/older"] = redirect("/old", 302)
    website.pages["/old"] = redirect("/new", 308)
    website.pages["/away"] = redirect("https://elsewhere.example/")
    website.put("/new", "<p>We have moved to Bath.</p>", title="New")

    run = read(collection, website)

    assert outcomes(run) == {
        "/": "NEW",
        "/old": "MOVED",
        "/older": "DUPLICATE",
        "/away": "OFF_SITE",
        "/hours": "NEW",
        "/new": "NEW",
    }
    assert sorted(documents(acme)) == ["/", "/hours", "/new"]
    assert len(website.asked) == len(set(website.asked))


def test_the_first_page_may_redirect_within_its_site(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    website.pages["/start"] = redirect("/")

    started = start(collection, website, "/start")
    run_jobs()

    run = refreshed(started.run)
    assert outcomes(run)["/start"] == "MOVED"
    assert documents(acme)["/"] == started.document
    assert figures(run) == {"found": 4, "new": 3, "skipped": 1}
