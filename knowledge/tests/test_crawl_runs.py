"""Crawl runs survive: killed anywhere, run twice, cancelled, interleaved."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from core.jobs import worker
from core.models import Job
from core.scope import workspace_scope
from core.testing import nothing_changes, run_concurrently, run_jobs
from knowledge.errors import CrawlRunning, TooManyCrawls
from knowledge.models import Collection, Crawl, CrawlRun
from knowledge.services import crawls
from knowledge.services.crawls import frontier, runs
from knowledge.services.crawls.visits import PageFetcher
from knowledge.tests.crawled import documents, figures, outcomes, read, refreshed, start, website
from knowledge.tests.factories import make_collection
from knowledge.tests.websites import Website
from workspaces.models import Workspace
from workspaces.tests.factories import Person, make_workspace

__all__ = ["website"]


class Killed(BaseException):
    """Simulates kill -9: nothing handles it."""


def crawl_once(run: CrawlRun, *, number: int = 1, seconds: float = 60.0) -> None:
    crawls.crawl_slice(
        run_id=run.pk,
        workspace_id=run.workspace_id,
        number=number,
        now=timezone.now,
        seconds=seconds,
    )


@pytest.mark.parametrize("moment", ["asked", "read", "stored"])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_killed_crawl_is_resumed(
    website: Website,
    acme: Workspace,
    collection: Collection,
    monkeypatch: pytest.MonkeyPatch,
    at: int,
    moment: str,
) -> None:
    started = start(collection, website)
    with monkeypatch.context() as patched:
        kill_at(patched, at, moment)
        with pytest.raises(Killed):
            crawl_once(started.run)
    assert refreshed(started.run).state == "RUNNING"

    crawl_once(started.run)

    run = refreshed(started.run)
    assert (run.state, figures(run)) == ("COMPLETED", {"found": 3, "new": 3})
    assert sorted(documents(acme)) == ["/", "/hours", "/prices"]
    again = {path for path in website.asked_for_pages() if website.asked.count(path) > 1}
    assert len(again) <= 1  # the one in progress
    assert max(website.asked.count(path) for path in website.asked_for_pages()) <= 2


def kill_at(patched: pytest.MonkeyPatch, at: int, moment: str) -> None:
    """Kill the worker at that page: before it is fetched, after it is read, or after it is
    stored but before the commit.
    """
    calls = {"visits": 0, "counts": 0}
    visit, count = PageFetcher.visit, runs.count_pages

    def visiting(its: PageFetcher, address: str, **options: Any) -> Any:
        calls["visits"] += 1
        if moment == "asked" and calls["visits"] == at:
            raise Killed
        found = visit(its, address, **options)
        if moment == "read" and calls["visits"] == at:
            raise Killed
        return found

    def counting(run: CrawlRun) -> None:
        count(run)
        calls["counts"] += 1
        if moment == "stored" and calls["counts"] == at:
            raise Killed

    patched.setattr(PageFetcher, "visit", visiting)
    patched.setattr("knowledge.services.crawls.outcomes.count_pages", counting)


def test_a_slice_ends_in_time_and_enqueues_the_next(
    website: Website, collection: Collection
) -> None:
    started = start(collection, website)
    Job.objects.all().delete()

    crawl_once(started.run, seconds=0.0)

    assert Job.objects.get(name="knowledge.crawl").arguments["number"] == 2
    assert refreshed(started.run).state == "RUNNING"


def test_a_superseded_slice_does_nothing(website: Website, collection: Collection) -> None:
    started = start(collection, website)
    crawl_once(started.run, seconds=0.0)  # and its worker dies before it completes the job
    website.asked.clear()

    with nothing_changes():
        crawl_once(started.run, number=1)
    assert website.asked == []

    crawl_once(started.run, number=2)
    assert refreshed(started.run).state == "COMPLETED"


def test_a_slice_lets_the_found_documents_run(
    website: Website, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(collection, website)
    monkeypatch.setitem(crawls.crawl_slice.__kwdefaults__, "seconds", 0.0)

    ran = run_jobs()

    names = [name for name in ran if name.startswith("knowledge.")]
    assert names.count("knowledge.ingest_document") == 3
    assert names.index("knowledge.ingest_document") < len(names) - 3


def test_a_run_interrupted_too_often_fails_with_a_cause(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    started = start(collection, website)
    Job.objects.update(attempts=7)

    worker.run(Job.objects.get().pk)

    run = refreshed(started.run)
    assert (run.state, run.error_code) == ("FAILED", "INTERRUPTED")
    assert documents(acme)["/"].status == "FAILED"


def test_cancelling_ends_a_run_at_once(
    website: Website, acme: Workspace, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = start(collection, website)
    visit = PageFetcher.visit

    def cancel_meanwhile(its: PageFetcher, address: str, **options: Any) -> Any:
        found = visit(its, address, **options)
        if address.endswith("/hours"):
            with workspace_scope(acme.pk):
                crawls.cancel_run(crawl=started.crawl, now=timezone.now())
        return found

    monkeypatch.setattr(PageFetcher, "visit", cancel_meanwhile)
    before = default_storage.listdir("")

    crawl_once(started.run)

    run = refreshed(started.run)
    assert (run.state, run.finished_at is not None) == ("CANCELLED", True)
    assert outcomes(run) == {"/": "NEW", "/hours": "CANCELLED", "/prices": "CANCELLED"}
    assert sorted(documents(acme)) == ["/"]
    assert "/prices" not in website.asked
    assert default_storage.listdir("")[1] == before[1]


def test_an_unread_document_ends_with_its_run(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    started = start(collection, website)

    with workspace_scope(acme.pk):
        crawls.cancel_run(crawl=started.crawl, now=timezone.now())
    run_jobs()

    document = documents(acme)["/"]
    assert (document.status, document.error_code) == ("FAILED", "CANCELLED")
    assert website.asked == []


def test_a_website_has_one_run_at_a_time(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    started = start(collection, website)

    with nothing_changes(), workspace_scope(acme.pk), pytest.raises(CrawlRunning):
        crawls.run_again(crawl=started.crawl, now=timezone.now())


def test_concurrent_starts_create_one_run(
    transactional_db: None, website: Website, acme: Workspace, collection: Collection
) -> None:
    started = start(collection, website)
    with workspace_scope(acme.pk):
        crawls.cancel_run(crawl=started.crawl, now=timezone.now())

    def run_it(_: int) -> str:
        try:
            with workspace_scope(acme.pk):
                crawls.run_again(crawl=Crawl.objects.get(), now=timezone.now())
        except CrawlRunning:
            return "refused"
        return "begun"

    assert sorted(run_concurrently(8, run_it, threads=8)) == ["begun"] + ["refused"] * 7


def test_running_crawls_per_workspace_are_limited(
    website: Website, acme: Workspace, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "AT_ONCE", 1)
    start(collection, website)

    with nothing_changes(), pytest.raises(TooManyCrawls):
        start(collection, website, "/hours")


def test_crawls_stay_within_their_workspace(
    website: Website, acme: Workspace, collection: Collection, charlie: Person
) -> None:
    other_workspace = make_workspace(charlie, name="Elsewhere")
    read(collection, website)

    read(make_collection(other_workspace), website)

    assert len(documents(acme)) == len(documents(other_workspace)) == 3
    with workspace_scope(other_workspace.pk):
        assert Crawl.objects.count() == 1
        crawl = Crawl.objects.get()
        found = frontier.document_at(crawl, website.address + "/")
    assert found is not None
    assert found.workspace_id == other_workspace.pk
