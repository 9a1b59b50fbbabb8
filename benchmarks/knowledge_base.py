"""A large workspace: 10,000 chunks, including the demo's handbook.

Their vectors are distributed like those of real texts without embedding all: only the originals are
embedded, and variations differ from them as originals differ from each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from itertools import islice

import numpy as np
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone
from numpy.typing import NDArray

from benchmarks.passages import Passage, originals, variations
from benchmarks.platform_under_test import BenchmarkFailed, progress
from benchmarks.tenants import Tenant, make_tenant
from core.scope import as_table_owner, workspace_scope
from knowledge.clients.embedding.minilm import minilm
from knowledge.models import Chunk, Document, DocumentVersion
from knowledge.services import add_document
from operations.demo.services import HANDBOOK
from operations.embedded.processes import wait_until

CHUNKS = 10_000
CHUNKS_PER_DOCUMENT = 100
SEED = 2_027
SPREAD = 0.5  # scale of such a difference
READING_SECONDS = 60.0

Vectors = NDArray[np.float32]


@cache
def large() -> Tenant:
    """Created by the first call, in well under a minute. Raises BenchmarkFailed."""
    real = real_vectors()
    tenant = make_tenant("Large")
    handbook = begin_handbook(tenant)
    progress(f"knowledge base: storing {CHUNKS} chunks")
    passages = variations(seed=SEED)
    chance = np.random.default_rng(SEED)
    for number in range(1, CHUNKS // CHUNKS_PER_DOCUMENT + 1):
        batch = list(islice(passages, CHUNKS_PER_DOCUMENT))
        vectors = vary(real, [passage.original for passage in batch], chance)
        with workspace_scope(tenant.workspace.pk):
            _store(tenant, f"Document {number}", batch, vectors)
    with as_table_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does soon after, at an unpredictable moment
    await_reading(handbook)
    return tenant


@cache
def real_vectors() -> Vectors:
    """Vectors of the originals, in order."""
    progress(f"knowledge base: embedding {len(originals())} passages")
    return np.array(list(minilm().embed_passages([_embed(each) for each in originals()])))


def begin_handbook(tenant: Tenant) -> Document:
    """Start the ingestion of the demo's handbook for this tenant."""
    with workspace_scope(tenant.workspace.pk):
        return add_document(
            collection=tenant.collection,
            file=ContentFile(HANDBOOK.read_bytes(), HANDBOOK.name),
            file_name=HANDBOOK.name,
            title="Practice handbook",
            max_bytes=HANDBOOK.stat().st_size,
            now=timezone.now(),
        )


def await_reading(document: Document) -> None:
    """Raises BenchmarkFailed on timeout."""

    def is_read() -> bool:
        with workspace_scope(document.workspace_id):
            document.refresh_from_db(fields=["status"])
        return document.status == Document.Status.COMPLETED

    if not wait_until(is_read, seconds=READING_SECONDS, poll_seconds=0.1):
        raise BenchmarkFailed(f"The handbook is not read after {READING_SECONDS:.0f} s.")


def make_read_document(
    tenant: Tenant, title: str, *, chunks: int, size_bytes: int
) -> tuple[Document, DocumentVersion]:
    """A document as left by a worker, except for its chunks. Needs the workspace's scope."""
    now = timezone.now()
    document = Document.objects.create(
        workspace=tenant.workspace,
        collection=tenant.collection,
        title=title,
        file_name=f"{title}.txt",
        format="txt",
        size_bytes=size_bytes,
        status=Document.Status.COMPLETED,
        chunks_done=chunks,
        created_at=now,
        updated_at=now,
    )
    version = DocumentVersion.objects.create(
        workspace=tenant.workspace,
        document=document,
        number=1,
        state=DocumentVersion.State.LIVE,
        embedder=minilm().name,
        chunk_count=chunks,
        created_at=now,
    )
    Document.objects.filter(pk=document.pk).update(live_version=version)
    return document, version


def _store(tenant: Tenant, title: str, passages: list[Passage], vectors: Vectors) -> None:
    size = sum(len(passage.text) for passage in passages)
    document, version = make_read_document(tenant, title, chunks=len(passages), size_bytes=size)
    Chunk.objects.bulk_create(
        Chunk(
            workspace=tenant.workspace,
            document=document,
            collection=tenant.collection,
            version=version,
            index=index,
            is_live=True,
            text=passage.text,
            headings="\n".join(passage.headings),
            token_count=len(passage.text.split()),
            content_hash=hashlib.sha256(passage.text.encode()).hexdigest(),
            embedding=vector,
        )
        for index, (passage, vector) in enumerate(zip(passages, vectors, strict=True))
    )


def _embed(passage: Passage) -> str:
    return "\n".join([" > ".join(passage.headings), passage.text])


def vary(real: Vectors, wanted: Sequence[int], chance: np.random.Generator) -> Vectors:
    """A vector of length 1 near each of the wanted ones.

    Random changes in all 384 directions, which no text makes, would be far harder to index.
    """
    one, other = chance.integers(len(real), size=(2, len(wanted)))
    moved = real[list(wanted)] + SPREAD * (real[one] - real[other])
    return moved / np.linalg.norm(moved, axis=1, keepdims=True)
