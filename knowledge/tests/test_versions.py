"""Versions of a document: list, show, roll back, delete."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from core.scope import workspace_scope
from core.testing import assert_queries, nothing_changes, run_jobs, shared
from knowledge import queries, services
from knowledge.clients.embedding.minilm import minilm
from knowledge.models import Chunk, Collection, Document, DocumentVersion
from knowledge.services.versions import SUPERSEDED_KEPT, delete_old_versions
from knowledge.tests.factories import make_document
from knowledge.tests.vectors import count_embedded
from workspaces.models import AuditEntry
from workspaces.tests.factories import Person

FIRST = "# Returns\n\nGoods can be returned within 45 days of delivery.\n"
SECOND = "# Returns\n\nGoods can be returned within 90 days of delivery.\n"


def rewrite(document: Document, text: str) -> None:
    """Replace the document's file and ingest it again."""
    default_storage.delete(document.file.name)
    default_storage.save(document.file.name, ContentFile(text.encode()))
    with workspace_scope(document.workspace_id):
        services.reprocess(document=document, now=timezone.now())
    run_jobs()
    with workspace_scope(document.workspace_id):
        document.refresh_from_db()
    assert document.status == "COMPLETED"


def found(document: Document) -> list[str]:
    """What search finds about returns."""
    question = "How long can goods be returned?"
    with workspace_scope(document.workspace_id):
        hits = queries.search(
            text=question, vector=minilm().embed_query(question), collection_ids=None
        )
    return [hit.text for hit in hits]


@shared
def document(collection: Collection) -> Document:
    """Ingested twice: 45 days, then 90."""
    document = make_document(collection, FIRST, "returns.md")
    rewrite(document, SECOND)
    return document


def test_a_rollback_makes_the_earlier_version_live(
    alice: Person, base: str, document: Document
) -> None:
    assert found(document) == ["Goods can be returned within 90 days of delivery."]

    answer = alice.api.post(f"{base}/documents/{document.public_id}/rollback", {"version": 1})

    assert answer.status_code == 200
    assert (answer.json()["version"], answer.json()["state"]) == (1, "LIVE")
    assert found(document) == ["Goods can be returned within 45 days of delivery."]
    listed = alice.api.get(f"{base}/documents/{document.public_id}/versions").json()
    assert [(each["version"], each["state"]) for each in listed["versions"]] == [
        (2, "SUPERSEDED"),
        (1, "LIVE"),
    ]
    with workspace_scope(document.workspace_id):
        entry = AuditEntry.objects.get(action="DOCUMENT_ROLLED_BACK")
    assert (entry.before, entry.after) == ({"version": 2}, {"version": 1})


def test_a_rollback_to_the_live_version_changes_nothing(
    alice: Person, base: str, document: Document
) -> None:
    with nothing_changes():
        answer = alice.api.post(f"{base}/documents/{document.public_id}/rollback", {"version": 2})

    assert (answer.status_code, answer.json()["version"]) == (200, 2)


def _another_embedder(document: Document) -> None:
    with workspace_scope(document.workspace_id):
        DocumentVersion.objects.filter(number=1).update(embedder="another")


def _being_read(document: Document) -> None:
    with workspace_scope(document.workspace_id):
        services.reprocess_document(document=document, now=timezone.now())


def _untouched(document: Document) -> None:
    pass


@pytest.mark.parametrize(
    ("prepare", "version", "code"),
    [
        (_untouched, 7, "VERSION_NOT_RESTORABLE"),
        (_another_embedder, 1, "VERSION_NOT_RESTORABLE"),
        (_being_read, 1, "DOCUMENT_BUSY"),
    ],
)
def test_an_impossible_rollback_is_refused(
    alice: Person, base: str, document: Document, prepare: Any, version: int, code: str
) -> None:
    prepare(document)
    path = f"{base}/documents/{document.public_id}/rollback"

    with nothing_changes():
        answer = alice.api.post(path, {"version": version})

    assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_the_chunks_of_each_version_can_be_listed(
    alice: Person, base: str, document: Document
) -> None:
    path = f"{base}/documents/{document.public_id}/chunks"

    live = alice.api.get(path).json()
    first = alice.api.get(path, {"version": "1"}).json()

    assert [chunk["text"] for chunk in first["chunks"]] == [
        "Goods can be returned within 45 days of delivery."
    ]
    (chunk,) = live["chunks"]
    assert (chunk["version"], chunk["chunk_index"], chunk["language"]) == (2, 0, "en")
    assert chunk["heading_path"] == ["Returns"]
    assert alice.api.get(path, {"version": "9"}).json()["total"] == 0


def test_lists_cost_five_queries_at_any_size(alice: Person, base: str, document: Document) -> None:
    for what in ("versions", "chunks"):
        with assert_queries(5):
            alice.api.get(f"{base}/documents/{document.public_id}/{what}")


def test_the_latest_versions_are_kept_and_older_ones_deleted(collection: Collection) -> None:
    document = make_document(collection, FIRST, "returns.md")
    for number in range(SUPERSEDED_KEPT + 2):
        rewrite(document, FIRST.replace("45", str(number)))

    delete_old_versions(now=timezone.now())

    last = SUPERSEDED_KEPT + 3
    with workspace_scope(document.workspace_id):
        kept = DocumentVersion.objects.order_by("number").values_list("number", flat=True)
        assert list(kept) == list(range(last - SUPERSEDED_KEPT, last + 1))
        assert Chunk.objects.filter(document=document).count() == SUPERSEDED_KEPT + 1
        assert document.live_version.number == last


def test_text_of_any_document_is_not_embedded_again(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_document(collection, FIRST, "returns.md")
    embedded = count_embedded(monkeypatch)

    copy = make_document(collection, FIRST, "copy.md")

    assert embedded == []
    assert (copy.chunks_done, copy.chunks_total, copy.chunks_reused) == (1, 1, 1)


def test_one_edited_paragraph_costs_three_embeddings_at_most(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even without headings to keep the other chunk boundaries in place."""
    text = "\n\n".join(
        f"Article {number} is about the {number}th room. It has {number % 4 + 1} beds,"
        f" costs {40 + number} euros a night, and can be booked from day {number % 28 + 1} on."
        for number in range(200)
    )
    document = make_document(collection, text, "rooms.txt")
    embedded = count_embedded(monkeypatch)

    for number in (0, 77, 199):
        embedded.clear()
        text = text.replace(f"Article {number} is", f"Article {number}, newly painted, is")
        rewrite(document, text)
        assert 1 <= len(embedded) <= 3

    assert document.chunks_done == document.chunks_reused + len(embedded)
