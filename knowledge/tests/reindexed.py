"""Another embedder for three documents, and what a search finds meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from core.models import Job
from core.scope import workspace_scope
from core.testing import run_jobs, shared
from knowledge import queries, services
from knowledge.clients.embedding.openai_compatible import embedder_name
from knowledge.models import Chunk, Collection, Document
from knowledge.tests.factories import OPENING_HOURS, make_document
from knowledge.tests.vectors import KEY, EmbeddingServer, embedding_server
from workspaces.models import Workspace
from workspaces.tests.factories import Person

QUESTION = "When are you open?"


@pytest.fixture
def server(settings: LazySettings) -> Iterator[EmbeddingServer]:
    settings.OUTBOUND_ALLOW_LOOPBACK = True
    with embedding_server() as server:
        yield server


@shared
def documents(collection: Collection) -> list[Document]:
    """Three documents of two passages each, all different."""
    return [
        make_document(collection, OPENING_HOURS.replace("45", str(days)), f"{days}.md")
        for days in (30, 60, 90)
    ]


def payload(server: EmbeddingServer, **changes: str) -> dict[str, str]:
    asked = {"kind": "OPENAI_COMPATIBLE", "base_url": server.base_url, "model": "small"}
    return {**asked, "api_key": KEY, **changes}


def name_of(server: EmbeddingServer) -> str:
    return embedder_name(base_url=server.base_url, model="small")


def change(person: Person, base: str, body: dict[str, str]) -> Any:
    return person.api.call("PUT", f"{base}/embedding-index", body=body)


def run_all_jobs() -> None:
    """Including delayed ones."""
    run_jobs()
    Job.objects.filter(state="QUEUED").update(due_at=timezone.now() - timedelta(seconds=1))
    run_jobs()


def searched(workspace: Workspace) -> set[str]:
    """The embedders of the chunks that search finds."""
    with workspace_scope(workspace.pk):
        embedder = services.search_embedder()
    vector = embedder.embed_query(QUESTION)
    with workspace_scope(workspace.pk):
        hits = queries.search(
            text=QUESTION, vector=vector, collection_ids=None, embedder=embedder.name
        )
        found = Chunk.objects.filter(pk__in=[hit.chunk_id for hit in hits])
        return set(found.values_list("embedder", flat=True))


def live_chunks(workspace: Workspace) -> dict[str, int]:
    with workspace_scope(workspace.pk):
        live = list(Chunk.objects.filter(is_live=True).values_list("embedder", flat=True))
    return {name: live.count(name) for name in set(live)}
