"""Another embedder: a build that is killed, cancelled or refused, and a service that is busy."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.jobs import worker
from core.models import Job
from core.testing import nothing_changes, run_jobs
from knowledge.models import EMBEDDED_MODEL, Collection, Document
from knowledge.services import reindexing
from knowledge.tests.factories import make_document
from knowledge.tests.reindexed import (
    change,
    documents,
    live_chunks,
    name_of,
    payload,
    run_all_jobs,
    searched,
    server,
)
from knowledge.tests.test_ingestion import LONG
from knowledge.tests.vectors import EmbeddingServer
from workspaces.models import Workspace
from workspaces.tests.factories import Person

__all__ = ["documents", "server"]


class Killed(BaseException):
    pass


def test_a_killed_build_resumes(
    alice: Person,
    base: str,
    acme: Workspace,
    documents: list[Document],
    server: EmbeddingServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    original = reindexing._vectors

    def dying(chunks: Any, embedder: Any, index: Any) -> Any:
        if chunks[0].document_id == documents[2].pk:
            raise Killed
        return original(chunks, embedder, index)

    change(alice, base, payload(server))
    job = Job.objects.latest("pk")
    with monkeypatch.context() as patch:
        patch.setattr(reindexing, "_vectors", dying)
        with pytest.raises(Killed):
            worker.run(job.pk)
    shown = alice.api.get(f"{base}/embedding-index").json()["building"]
    assert (shown["documents_done"], shown["documents_total"]) == (2, 3)
    Job.objects.filter(pk=job.pk).update(leased_until=timezone.now() - timedelta(seconds=1))

    worker.run(job.pk)

    passages = [text for text in server.texts if text.startswith(("Returns\n", "Opening"))]
    assert len(passages) == 4 + len({*passages} - {*passages[:4]})
    assert searched(acme) == {name_of(server)}


def test_a_build_can_be_cancelled(
    alice: Person, base: str, acme: Workspace, documents: list[Document], server: EmbeddingServer
) -> None:
    change(alice, base, payload(server))

    answer = alice.api.post(f"{base}/embedding-index/cancel")
    run_all_jobs()

    assert answer.status_code == 200
    assert answer.json()["last_ended"]["state"] == "CANCELLED"
    assert live_chunks(acme) == {EMBEDDED_MODEL: 6}
    assert server.texts == []
    with nothing_changes():
        again = alice.api.post(f"{base}/embedding-index/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "NOTHING_TO_CANCEL")


def test_a_refused_key_ends_the_build_with_its_cause(
    alice: Person, base: str, acme: Workspace, documents: list[Document], server: EmbeddingServer
) -> None:
    server.answer = lambda body: (401, {"error": {"message": "bad key"}})

    change(alice, base, payload(server))
    run_all_jobs()

    ended = alice.api.get(f"{base}/embedding-index").json()["last_ended"]
    assert (ended["state"], ended["error_code"]) == ("FAILED", "EMBEDDER_REFUSED")
    assert live_chunks(acme) == {EMBEDDED_MODEL: 6}


def test_a_busy_service_is_retried_and_then_given_up(
    alice: Person, base: str, collection: Collection, server: EmbeddingServer
) -> None:
    """The build ends; a document that could not be embedded says why."""
    change(alice, base, payload(server))
    run_all_jobs()
    server.answer = lambda body: (429, {})
    document = make_document(collection)
    assert document.status == "PROCESSING"

    for _ in range(6):
        Job.objects.filter(state="QUEUED").update(due_at=timezone.now())
        run_jobs()

    detail = alice.api.get(f"{base}/documents/{document.public_id}").json()
    assert (detail["status"], detail["error_code"]) == ("FAILED", "EMBEDDER_BUSY")


def test_after_a_busy_spell_only_missing_texts_are_requested(
    alice: Person, base: str, collection: Collection, server: EmbeddingServer
) -> None:
    """Every other request is refused; no text is embedded twice."""
    change(alice, base, payload(server))
    run_all_jobs()
    good, made = server.answer, list[str]()

    def moody(body: dict[str, Any]) -> Any:
        if len(server.requests) % 2:
            return 429, {}
        made.extend(body["input"])
        return good(body)

    server.answer = moody
    document = make_document(collection, LONG, "articles.md")
    for _ in range(40):
        Job.objects.filter(state="QUEUED").update(due_at=timezone.now())
        run_jobs()

    detail = alice.api.get(f"{base}/documents/{document.public_id}").json()
    assert (detail["status"], detail["chunk_count"]) == ("COMPLETED", 70)
    assert len(made) == len(set(made)) == 70
