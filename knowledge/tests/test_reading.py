"""A document during ingestion: progress, cancelling, changes; nothing gets stuck."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from core.jobs import worker
from core.models import Job, OutboxEvent
from core.scope import workspace_scope
from core.testing import nothing_changes, run_jobs, shared
from knowledge import services
from knowledge.models import Chunk, Collection, Document, DocumentVersion
from knowledge.services import ingestion
from knowledge.services.versions import begin_attempt
from knowledge.tests.factories import make_collection, make_document
from knowledge.tests.test_ingestion import LONG
from knowledge.tests.vectors import count_embedded
from workspaces.models import Workspace
from workspaces.tests.factories import Person


@shared
def waiting(acme: Workspace, collection: Collection) -> Document:
    """A long document whose ingestion has not started."""
    with workspace_scope(acme.pk):
        return services.add_document(
            collection=collection,
            file=ContentFile(LONG.encode()),
            file_name="articles.md",
            title="",
            max_bytes=10_000_000,
            now=timezone.now(),
        )


@pytest.fixture
def during(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], None]:
    """Run something once, after the first chunks have been stored."""

    def arrange(act: Callable[[], Any]) -> None:
        original, done = ingestion._Build._store, []

        def store(self: Any, drafts: Any) -> None:
            original(self, drafts)
            if not done:
                done.append(True)
                act()

        monkeypatch.setattr(ingestion._Build, "_store", store)

    return arrange


def shown(person: Person, base: str, document: Document) -> Any:
    return person.api.get(f"{base}/documents/{document.public_id}").json()


def test_progress_is_visible_during_ingestion(
    alice: Person, base: str, waiting: Document, during: Any
) -> None:
    seen = [shown(alice, base, waiting)["progress"]]
    during(lambda: seen.append(shown(alice, base, waiting)["progress"]))

    run_jobs()
    seen.append(shown(alice, base, waiting)["progress"])

    assert [(each["chunks_done"], each["chunks_total"]) for each in seen] == [
        (0, None),
        (32, 70),
        (70, 70),
    ]


def test_polling_with_an_etag_gets_only_changes(
    alice: Person, base: str, waiting: Document
) -> None:
    path = f"{base}/documents/{waiting.public_id}"
    first = alice.api.get(path)

    again = alice.api.get(path, **{"If-None-Match": first.headers["ETag"]})
    run_jobs()
    changed = alice.api.get(path, **{"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert (changed.status_code, changed.json()["status"]) == (200, "COMPLETED")


def cancel(person: Person, base: str, document: Document) -> Any:
    return person.api.post(f"{base}/documents/{document.public_id}/cancel")


def test_a_waiting_ingestion_can_be_cancelled(alice: Person, base: str, waiting: Document) -> None:
    answer = cancel(alice, base, waiting)

    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["error_code"]) == ("FAILED", "CANCELLED")
    assert "knowledge.ingest_document" in run_jobs()
    assert shown(alice, base, waiting)["error_code"] == "CANCELLED"
    with workspace_scope(waiting.workspace_id):
        assert not DocumentVersion.objects.exists()


def test_cancelling_midway_leaves_no_chunk_and_embeds_no_more(
    alice: Person, base: str, waiting: Document, during: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded = count_embedded(monkeypatch)
    during(lambda: cancel(alice, base, waiting))

    worker.run(Job.objects.get(name="knowledge.ingest_document").pk)
    monkeypatch.setattr(ingestion, "begin_attempt", lambda **_: pytest.fail("read again"))

    assert len(embedded) <= 64  # of seventy
    assert shown(alice, base, waiting)["error_code"] == "CANCELLED"
    with workspace_scope(waiting.workspace_id):
        assert not Chunk.objects.exists()
    events = OutboxEvent.objects.filter(type="DOCUMENT_PROCESSED")
    assert [event.payload["status"] for event in events] == ["FAILED"]


def test_a_cancelled_ingestion_keeps_the_live_version(
    alice: Person, base: str, collection: Collection, during: Any
) -> None:
    document = make_document(collection)
    alice.api.post(f"{base}/documents/{document.public_id}/reprocess")
    during(lambda: cancel(alice, base, document))

    run_jobs()

    detail = shown(alice, base, document)
    assert (detail["status"], detail["error"], detail["chunk_count"]) == ("COMPLETED", None, 2)
    assert [each["version"] for each in detail["versions"]] == [1]


def test_a_document_that_is_not_being_ingested_cannot_be_cancelled(
    alice: Person, base: str, collection: Collection
) -> None:
    document = make_document(collection)

    with nothing_changes():
        answer = cancel(alice, base, document)

    assert (answer.status_code, answer.json()["code"]) == (409, "NOT_PROCESSING")


def test_vectors_of_an_interrupted_attempt_are_reused(
    waiting: Document, during: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def kill() -> None:
        raise Killed

    embedded = count_embedded(monkeypatch)
    during(kill)
    with pytest.raises(Killed):
        services.ingest_document(
            document_id=waiting.pk, workspace_id=waiting.workspace_id, now=timezone.now
        )
    assert len(embedded) == 32

    run_jobs()

    assert len(embedded) == len(set(embedded)) == 70
    with workspace_scope(waiting.workspace_id):
        waiting.refresh_from_db()
    assert (waiting.status, waiting.chunks_reused) == ("COMPLETED", 32)


def test_a_document_changed_during_ingestion_is_ingested_again(
    waiting: Document, during: Any
) -> None:
    def change() -> None:
        with workspace_scope(waiting.workspace_id):
            services.reprocess(document=waiting, now=timezone.now())

    during(change)
    worker.run(Job.objects.filter(name="knowledge.ingest_document").earliest("pk").pk)
    with workspace_scope(waiting.workspace_id):
        waiting.refresh_from_db()
    assert waiting.status == "PROCESSING"

    run_jobs()

    with workspace_scope(waiting.workspace_id):
        waiting.refresh_from_db()
        assert waiting.status == "COMPLETED"
        assert DocumentVersion.objects.get().state == "LIVE"


def test_a_document_is_renamed_and_moved_with_its_chunks(
    alice: Person, base: str, acme: Workspace, collection: Collection
) -> None:
    document, other = make_document(collection), make_collection(acme, "Other")
    payload = {"title": "The handbook", "collection_id": other.public_id}

    answer = alice.api.patch(f"{base}/documents/{document.public_id}", payload)

    assert answer.status_code == 200
    assert {key: answer.json()[key] for key in payload} == payload
    with workspace_scope(acme.pk):
        moved = set(Chunk.objects.values_list("collection_id", "is_live"))
    assert moved == {(other.pk, True)}


def test_a_document_moved_during_ingestion_arrives_whole(
    acme: Workspace, waiting: Document, during: Any
) -> None:
    other = make_collection(acme, "Other")

    def move() -> None:
        with workspace_scope(acme.pk):
            services.change_document(document=waiting, collection=other, now=timezone.now())

    during(move)
    run_jobs()

    with workspace_scope(acme.pk):
        assert set(Chunk.objects.values_list("collection_id", "is_live")) == {(other.pk, True)}


def test_another_workspaces_collection_is_not_found(
    alice: Person, base: str, collection: Collection, other_workspace: Workspace
) -> None:
    document, foreign = make_document(collection), make_collection(other_workspace, "Foreign")

    with nothing_changes():
        answer = alice.api.patch(
            f"{base}/documents/{document.public_id}", {"collection_id": foreign.public_id}
        )

    assert (answer.status_code, answer.json()["field"]) == (404, "collection_id")


def test_documents_are_filtered_by_source(alice: Person, base: str, collection: Collection) -> None:
    make_document(collection)
    page = make_document(collection, file_name="page.md")
    with workspace_scope(page.workspace_id):
        Document.objects.filter(pk=page.pk).update(
            source_type="URL", source_url="https://example.com/a"
        )

    by_type = alice.api.get(f"{base}/documents", {"source_type": "URL"}).json()
    by_url = alice.api.get(f"{base}/documents", {"source_url": "https://example.com/a"}).json()

    assert [each["id"] for each in by_type["documents"]] == [page.public_id]
    assert [each["id"] for each in by_url["documents"]] == [page.public_id]
    assert shown(alice, base, page)["source_url"] == "https://example.com/a"


def test_a_dead_attempt_is_restarted_and_leaves_one_version(waiting: Document) -> None:
    with workspace_scope(waiting.workspace_id):
        begin_attempt(document_id=waiting.pk, now=timezone.now())
        begin_attempt(document_id=waiting.pk, now=timezone.now())

        assert [version.number for version in DocumentVersion.objects.all()] == [1]
