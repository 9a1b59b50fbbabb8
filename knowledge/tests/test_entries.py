"""Hand-written questions and answers: quoted verbatim, and changed only by people."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from core.jobs import worker
from core.models import Job
from core.scope import workspace_scope
from core.testing import assert_queries, nothing_changes, run_jobs, shared
from knowledge import queries, services
from knowledge.clients.embedding.minilm import minilm
from knowledge.models import Chunk, Collection, Document, QaEntry
from knowledge.services import ingestion
from knowledge.tests.factories import make_collection, make_document
from workspaces.models import AuditEntry, Workspace
from workspaces.tests.factories import Person

ANSWER = "Yes: behind the house.\nThe gate's code is 1-2-3; it's closed from 10 p.m."
WISH = {
    "question": "Is there parking?",
    "answer": ANSWER,
    "alternatives": ["Where can I leave my car?", "is there PARKING?", ""],
}


@shared
def entry(collection: Collection, alice: Person) -> Document:
    with workspace_scope(collection.workspace_id):
        document = services.add_qa_entry(
            collection=collection, **WISH, by=alice.user, now=timezone.now()
        )
    run_jobs()
    return document


def chunks(document: Document) -> list[tuple[str, str]]:
    """Heading and text of the live chunks."""
    with workspace_scope(document.workspace_id):
        rows = Chunk.objects.filter(document=document, is_live=True).order_by("index")
        return [(chunk.headings, chunk.text) for chunk in rows]


def test_an_entry_is_found_by_any_of_its_wordings(
    alice: Person, base: str, collection: Collection
) -> None:
    payload = {**WISH, "alternatives": WISH["alternatives"][:2]}

    answer = alice.api.post(
        f"{base}/qa-entries", {**payload, "collection_id": collection.public_id}
    )
    run_jobs()

    assert answer.status_code == 201
    assert answer.json()["status"] == "PROCESSING"
    entry = alice.api.get(f"{base}/qa-entries/{answer.json()['id']}").json()
    assert entry["status"] == "COMPLETED"
    assert entry["alternatives"] == ["Where can I leave my car?"]
    assert entry["written_by"] == alice.user.public_id
    question = "Where do I leave the car?"
    with workspace_scope(collection.workspace_id):
        hits = queries.search(
            text=question, vector=minilm().embed_query(question), collection_ids=None
        )
    assert (hits[0].document, hits[0].text) == (entry["id"], ANSWER)
    document = alice.api.get(f"{base}/documents/{entry['id']}").json()
    assert (document["source_type"], document["title"]) == ("QA", "Is there parking?")
    assert (document["file_path"], document["source_url"]) == (None, None)


def test_reprocessing_does_not_change_an_entry(entry: Document) -> None:
    before = chunks(entry)
    with workspace_scope(entry.workspace_id):
        texts = QaEntry.objects.values_list("question", "answer", "alternatives", "updated_at")
        written = list(texts)
        services.reprocess_document(document=entry, now=timezone.now())
    run_jobs()

    assert before == [("Is there parking?", ANSWER), ("Where can I leave my car?", ANSWER)]
    assert chunks(entry) == before
    with workspace_scope(entry.workspace_id):
        assert list(texts.all()) == written


def test_a_change_is_live_once_ingested(
    bob: Person, alice: Person, base: str, entry: Document
) -> None:
    path = f"{base}/qa-entries/{entry.public_id}"

    answer = alice.api.patch(path, {"answer": "No.", "alternatives": []})

    assert (answer.status_code, answer.json()["answer"]) == (200, "No.")
    assert chunks(entry)[0] == ("Is there parking?", ANSWER)
    run_jobs()
    assert chunks(entry) == [("Is there parking?", "No.")]
    with workspace_scope(entry.workspace_id):
        audit = AuditEntry.objects.get(action="QA_ENTRY_CHANGED")
    assert audit.before["answer"] == ANSWER
    assert audit.after == {"answer": "No.", "alternatives": []}


def test_an_empty_change_enqueues_nothing(alice: Person, base: str, entry: Document) -> None:
    path = f"{base}/qa-entries/{entry.public_id}"

    with nothing_changes():
        assert alice.api.patch(path, {"answer": ANSWER}).status_code == 200


def test_an_edit_during_ingestion_is_not_lost(
    entry: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ingestion began with the old text; the new one is live in the end."""
    original = ingestion._Build._store

    def edited(self: Any, drafts: Any) -> None:
        original(self, drafts)
        monkeypatch.setattr(ingestion._Build, "_store", original)
        with workspace_scope(entry.workspace_id):
            services.change_qa_entry(
                document=entry, answer="Ask at the desk.", by=None, now=timezone.now()
            )

    with workspace_scope(entry.workspace_id):
        services.reprocess_document(document=entry, now=timezone.now())
    monkeypatch.setattr(ingestion._Build, "_store", edited)
    worker.run(Job.objects.latest("pk").pk)
    run_jobs()

    assert {text for _, text in chunks(entry)} == {"Ask at the desk."}
    with workspace_scope(entry.workspace_id):
        assert Document.objects.get(pk=entry.pk).status == "COMPLETED"


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        ({"question": "  "}, "question"),
        ({"answer": "\n\n"}, "answer"),
        ({"answer": "\ufeff"}, "answer"),
        ({"question": "x" * 501}, "question"),
        ({"answer": "x" * 4_001}, "answer"),
        ({"alternatives": [f"Wording {number}" for number in range(21)]}, "alternatives"),
    ],
)
def test_an_incomplete_entry_is_refused(
    alice: Person, base: str, entry: Document, payload: Any, field: str
) -> None:
    with nothing_changes():
        answer = alice.api.patch(f"{base}/qa-entries/{entry.public_id}", payload)

    assert (answer.status_code, answer.json()["field"]) == (400, field)


def test_an_entry_has_no_file_and_no_earlier_versions(
    alice: Person, base: str, entry: Document, collection: Collection
) -> None:
    uploaded = make_document(collection)
    path = f"{base}/documents/{entry.public_id}"

    with nothing_changes():
        rolled_back = alice.api.post(f"{path}/rollback", {"version": 1})
        renamed = alice.api.patch(path, {"title": "Cars"})
        not_an_entry = alice.api.get(f"{base}/qa-entries/{uploaded.public_id}")

    assert (rolled_back.status_code, rolled_back.json()["code"]) == (409, "ENTRY_IS_ITS_TEXT")
    assert (renamed.status_code, renamed.json()["code"]) == (409, "ENTRY_IS_ITS_TEXT")
    assert not_an_entry.status_code == 404


def test_entries_are_listed_by_collection_and_question(
    alice: Person, base: str, acme: Workspace, entry: Document, collection: Collection
) -> None:
    other = make_collection(acme, "Other")
    with workspace_scope(acme.pk):
        services.add_qa_entry(
            collection=other, question="Dogs?", answer="No.", by=None, now=timezone.now()
        )

    def listed(**query: str) -> list[str]:
        page = alice.api.get(f"{base}/qa-entries", query).json()
        return [each["question"] for each in page["qa_entries"]]

    assert listed() == ["Dogs?", "Is there parking?"]
    assert listed(collection_id=other.public_id) == ["Dogs?"]
    assert listed(search="park") == ["Is there parking?"]
    with assert_queries(4):
        listed()


def test_a_deleted_entry_leaves_nothing(alice: Person, base: str, entry: Document) -> None:
    answer = alice.api.delete(f"{base}/qa-entries/{entry.public_id}")

    assert answer.status_code == 200
    with workspace_scope(entry.workspace_id):
        assert not QaEntry.objects.exists()
        assert not Chunk.objects.exists()
    assert "knowledge.delete_file" not in run_jobs()
