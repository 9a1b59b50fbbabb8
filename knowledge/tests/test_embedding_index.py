"""Another embedder: its index is built beside the live one, then replaces it at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from core.jobs import worker
from core.models import Job
from core.scope import workspace_scope
from core.testing import nothing_changes, run_jobs
from knowledge import services
from knowledge.clients.embedding.minilm import minilm
from knowledge.models import EMBEDDED_MODEL, Collection, Document, DocumentVersion, EmbeddingIndex
from knowledge.services import reindexing
from knowledge.tests.factories import OPENING_HOURS, make_document
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
from knowledge.tests.vectors import KEY, EmbeddingServer, count_embedded
from workspaces.models import AuditEntry, Workspace
from workspaces.tests.factories import Person

__all__ = ["documents", "server"]


def test_the_embedded_model_is_the_default(alice: Person, base: str, acme: Workspace) -> None:
    shown = alice.api.get(f"{base}/embedding-index").json()

    assert (shown["live"]["id"], shown["live"]["embedder"]) == (None, EMBEDDED_MODEL)
    assert (shown["building"], shown["last_ended"]) == (None, None)
    with workspace_scope(acme.pk):
        assert services.search_embedder() is minilm()


def test_an_index_is_built_beside_the_live_one_and_goes_live(
    alice: Person, base: str, acme: Workspace, documents: list[Document], server: EmbeddingServer
) -> None:
    begun = change(alice, base, payload(server))

    assert begun.status_code == 200
    assert begun.json()["building"]["state"] == "BUILDING"
    assert KEY not in begun.content.decode()
    assert searched(acme) == {EMBEDDED_MODEL}

    run_jobs()

    shown = alice.api.get(f"{base}/embedding-index").json()
    assert shown["building"] is None
    live = shown["live"]
    assert (live["state"], live["documents_done"], live["documents_total"]) == ("LIVE", 3, 3)
    assert live["has_key"] is True
    assert searched(acme) == {name_of(server)}
    assert live_chunks(acme) == {EMBEDDED_MODEL: 6, name_of(server): 6}

    run_all_jobs()

    assert live_chunks(acme) == {name_of(server): 6}
    passages = [text for text in server.texts if text.startswith("Returns\n")]
    assert len(passages) == len(set(passages)) == 3
    with workspace_scope(acme.pk):
        actions = AuditEntry.objects.values_list("action", "after")
        assert [KEY in str(after) for action, after in actions if "EMBED" in action] == [False]
        assert {document.live_version.embedder for document in Document.objects.all()} == {
            name_of(server)
        }


def test_switching_back_embeds_nothing(
    alice: Person,
    base: str,
    acme: Workspace,
    documents: list[Document],
    server: EmbeddingServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    change(alice, base, payload(server))
    run_all_jobs()
    embedded = count_embedded(monkeypatch)

    answer = change(alice, base, {"kind": "EMBEDDED"})
    run_all_jobs()

    assert answer.status_code == 200
    assert embedded == []
    assert live_chunks(acme) == {EMBEDDED_MODEL: 6}
    with workspace_scope(acme.pk):
        states = EmbeddingIndex.objects.order_by("pk").values_list("state", flat=True)
        assert list(states) == ["RETIRED", "LIVE"]


def test_documents_ingested_meanwhile_are_in_the_new_index(
    alice: Person,
    base: str,
    acme: Workspace,
    collection: Collection,
    documents: list[Document],
    server: EmbeddingServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A new document and a reprocessed one, both after all the others are done."""
    original, acted = reindexing._take_over, []

    def late(index: EmbeddingIndex, *, now: Any) -> bool:
        if not acted:
            acted.append(True)
            make_document(collection, OPENING_HOURS.replace("45", "7"), "7.md")
            with workspace_scope(acme.pk):
                services.reprocess_document(document=documents[0], now=timezone.now())
            worker.run(Job.objects.latest("pk").pk)
        return original(index, now=now)

    monkeypatch.setattr(reindexing, "_take_over", late)
    change(alice, base, payload(server))
    run_all_jobs()

    assert live_chunks(acme) == {name_of(server): 8}
    with workspace_scope(acme.pk):
        live = DocumentVersion.objects.filter(state="LIVE")
        assert {version.embedder for version in live} == {name_of(server)}
        assert live.count() == Document.objects.count() == 4


def test_an_ingestion_started_for_the_old_index_is_repeated(
    alice: Person,
    base: str,
    acme: Workspace,
    documents: list[Document],
    server: EmbeddingServer,
) -> None:
    from knowledge.services.versions import VersionLost, begin_attempt, switch_live

    with workspace_scope(acme.pk):
        services.reprocess_document(document=documents[0], now=timezone.now())
        attempt = begin_attempt(document_id=documents[0].pk, now=timezone.now())
    assert attempt is not None
    ingestion = Job.objects.latest("pk")
    change(alice, base, payload(server))
    worker.run(Job.objects.latest("pk").pk)
    assert searched(acme) == {name_of(server)}

    with nothing_changes(), pytest.raises(VersionLost), workspace_scope(acme.pk):
        switch_live(attempt, chunks=0, tokens=0, language="", notices=[], now=timezone.now())
    worker.run(ingestion.pk)
    run_all_jobs()

    assert live_chunks(acme) == {name_of(server): 6}


def test_a_new_key_builds_nothing(
    alice: Person, base: str, acme: Workspace, documents: list[Document], server: EmbeddingServer
) -> None:
    change(alice, base, payload(server))
    run_all_jobs()
    asked = len(server.requests)

    answer = change(alice, base, payload(server, api_key="sk-another"))
    run_all_jobs()

    assert answer.json()["building"] is None
    assert len(server.requests) == asked
    searched(acme)
    assert server.keys == {KEY, "sk-another"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"model": ""}, "model"),
        ({"base_url": ""}, "base_url"),
        ({"base_url": "https://10.0.0.1/v1"}, "base_url"),
        ({"base_url": "https://[::ffff:127.0.0.1]/v1"}, "base_url"),
        ({"base_url": "https://localhost/v1"}, "base_url"),
        ({"base_url": "http://embeddings.example.com/v1"}, "base_url"),
        ({"base_url": "ftp://embeddings.example.com/v1"}, "base_url"),
        ({"base_url": "https://user:pass@embeddings.example.com/v1"}, "base_url"),
        ({"base_url": "https://embeddings.example.com:99999/v1"}, "base_url"),
    ],
)
def test_an_invalid_address_is_refused(
    alice: Person, base: str, changes: dict[str, str], field: str
) -> None:
    good = {"kind": "OPENAI_COMPATIBLE", "base_url": "https://embeddings.example.com/v1"}

    with nothing_changes():
        answer = change(alice, base, {**good, "model": "small", **changes})

    assert (answer.status_code, answer.json()["field"]) == (400, field)


def test_one_index_is_built_at_a_time(alice: Person, base: str, server: EmbeddingServer) -> None:
    change(alice, base, payload(server))

    with nothing_changes():
        answer = change(alice, base, payload(server, model="large"))

    assert (answer.status_code, answer.json()["code"]) == (409, "EMBEDDING_INDEX_BUSY")
