"""Ingestion survives: interrupted anywhere, run twice, changed in between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from core.jobs import worker
from core.models import Job, OutboxEvent
from core.scope import workspace_scope
from core.testing import nothing_changes, shared
from knowledge import queries, services
from knowledge.clients.embedding.minilm import MiniLmEmbedder, minilm
from knowledge.models import Chunk, Collection, Document, DocumentVersion
from knowledge.services import ingestion
from knowledge.services.versions import VersionLost, begin_attempt, switch_live
from knowledge.tests.factories import make_collection, make_document
from workspaces.models import Workspace
from workspaces.tests.factories import Person, make_workspace

# Some seventy chunks, so that a document needs several batches.
LONG = "\n\n".join(
    f"# Topic {number}\n\n" + f"Article number {number} costs {number + 10} euros. " * 6
    for number in range(70)
)


class Killed(BaseException):
    """Simulates SIGKILL: nothing after it runs, nothing is cleaned up."""


@shared
def waiting(acme: Workspace, collection: Collection) -> tuple[Document, Job]:
    """A long document whose ingestion has not started."""
    with workspace_scope(acme.pk):
        document = services.add_document(
            collection=collection,
            file=ContentFile(LONG.encode()),
            file_name="articles.md",
            title="",
            max_bytes=10_000_000,
            now=timezone.now(),
        )
    return document, Job.objects.get(name="knowledge.ingest_document")


def state_of(document: Document) -> tuple[str, int, int, set[int]]:
    """Status, live chunks, all chunks, and the versions that have chunks."""
    with workspace_scope(document.workspace_id):
        rows = Chunk.objects.filter(document=document)
        return (
            Document.objects.get(pk=document.pk).status,
            rows.filter(is_live=True).count(),
            rows.count(),
            set(rows.values_list("version__number", flat=True)),
        )


def lapse(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(leased_until=timezone.now() - timedelta(seconds=1))


@pytest.mark.parametrize("batches", [0, 1, 2])
def test_a_killed_ingestion_restarts_without_duplicate_chunks(
    waiting: tuple[Document, Job], monkeypatch: pytest.MonkeyPatch, batches: int
) -> None:
    document, job = waiting
    original = ingestion._Build._store
    stored = 0

    def dying(self: Any, drafts: Any) -> None:
        nonlocal stored
        if stored == batches:
            raise Killed
        original(self, drafts)
        stored += 1

    with monkeypatch.context() as patch:
        patch.setattr(ingestion._Build, "_store", dying)
        with pytest.raises(Killed):
            worker.run(job.pk)
    status, live, every, _ = state_of(document)
    assert (status, live, every) == ("PROCESSING", 0, batches * ingestion.BATCH)

    lapse(job)
    worker.run(job.pk)

    status, live, every, versions = state_of(document)
    assert status == "COMPLETED"
    assert live == every
    assert versions == {1}
    with workspace_scope(document.workspace_id):
        indexes = list(
            Chunk.objects.filter(document=document)
            .order_by("index")
            .values_list("index", flat=True)
        )
    assert indexes == list(range(every))


def test_a_superseded_attempt_changes_nothing(
    waiting: tuple[Document, Job],
) -> None:
    document, job = waiting
    with workspace_scope(document.workspace_id):
        stale = begin_attempt(document_id=document.pk, now=timezone.now())
    assert stale is not None
    worker.run(job.pk)

    with nothing_changes(), pytest.raises(VersionLost), workspace_scope(document.workspace_id):
        switch_live(stale, chunks=1, tokens=1, language="en", now=timezone.now())


def test_a_document_that_keeps_killing_its_worker_fails_with_a_cause(
    waiting: tuple[Document, Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    document, job = waiting

    def killed(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(ingestion._Build, "run", killed)
        for _ in range(5):
            with pytest.raises(Killed):
                worker.run(job.pk)
            lapse(job)
    worker.run(job.pk)

    with workspace_scope(document.workspace_id):
        document.refresh_from_db()
    assert (document.status, document.error_code) == ("FAILED", "INTERRUPTED")
    assert Job.objects.get(pk=job.pk).state == Job.State.FAILED


def test_unchanged_text_is_not_embedded_again(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = make_document(collection)
    embedded: list[str] = []

    def counting(self: MiniLmEmbedder, texts: Any) -> Iterator[Any]:
        embedded.extend(texts)
        yield from ()

    monkeypatch.setattr(MiniLmEmbedder, "embed_passages", counting)
    with workspace_scope(document.workspace_id):
        services.reprocess_document(document=document, now=timezone.now())
    worker.run(Job.objects.latest("pk").pk)

    status, live, every, _ = state_of(document)
    assert embedded == []
    assert (status, live, every) == ("COMPLETED", 2, 4)


def test_a_document_deleted_while_waiting_is_skipped(waiting: tuple[Document, Job]) -> None:
    document, job = waiting
    with workspace_scope(document.workspace_id):
        services.delete_document(document=document, now=timezone.now())

    worker.run(job.pk)

    assert Job.objects.get(pk=job.pk).state == Job.State.SUCCEEDED
    with workspace_scope(document.workspace_id):
        assert not DocumentVersion.objects.exists()


def test_a_finished_document_publishes_an_event(collection: Collection) -> None:
    document = make_document(collection)

    event = OutboxEvent.objects.get(type="DOCUMENT_PROCESSED")

    assert event.aggregate == document.public_id
    assert event.payload["status"] == "COMPLETED"


def test_search_finds_by_meaning_and_word_within_its_workspace(
    alice: Person, acme: Workspace, collection: Collection
) -> None:
    document = make_document(collection)
    other_workspace = make_workspace(alice, name="Other")
    question = "When can I bring things back?"
    vector = minilm().embed_query(question)

    with workspace_scope(acme.pk):
        hits = queries.search(text=question, vector=vector, collection_ids=None)
        by_word = queries.search(
            text="delivery", vector=minilm().embed_query("delivery"), collection_ids=None
        )
    with workspace_scope(other_workspace.pk):
        foreign = queries.search(text=question, vector=vector, collection_ids=None)

    assert hits[0].heading_path == ("Returns",)
    assert hits[0].document == document.public_id
    assert by_word[0].text_rank == 1.0
    assert foreign == []


def test_search_is_limited_to_the_given_collections(
    acme: Workspace, collection: Collection
) -> None:
    make_document(collection)
    other = make_collection(acme, "Other")
    vector = minilm().embed_query("returns")

    with workspace_scope(acme.pk):
        assert queries.search(text="returns", vector=vector, collection_ids=[other.pk]) == []
        assert queries.search(text="returns", vector=vector, collection_ids=[]) == []
        assert (
            len(queries.search(text="returns", vector=vector, collection_ids=[collection.pk])) == 2
        )
