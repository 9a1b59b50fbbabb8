"""100,000 chunks of several workspaces in one index: a small tenant among large ones.

Copied in rather than stored by services, and indexed afterwards, which takes a minute or two.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

import numpy as np
from django.db import connection

from benchmarks.knowledge_base import SEED, make_read_document, real_vectors, vary
from benchmarks.passages import Passage, variations
from benchmarks.platform_under_test import progress
from benchmarks.tenants import Tenant, make_tenant
from core.scope import as_table_owner, workspace_scope
from knowledge.models import Document, DocumentVersion

SIZES = (100, 1_000, 10_000, 88_900)
_BATCH = 1_000
_COLUMNS = (
    "uuid, workspace_id, document_id, collection_id, version_id, index, is_live, text,"
    " headings, token_count, content_hash, embedder, embedding, language"
)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Workspaces by their number of chunks."""

    workspaces: dict[int, int]

    @property
    def chunks(self) -> int:
        return sum(self.workspaces)


@cache
def crowd() -> Crowd:
    """Created by the first call, in about two minutes."""
    passages = variations(seed=SEED)
    chance = np.random.default_rng(SEED)
    workspaces = {}
    with _without_indexes():
        for size in SIZES:
            progress(f"crowd: {size:,} chunks")
            tenant = make_tenant(f"Tenant with {size} chunks")
            workspaces[size] = tenant.workspace.pk
            with workspace_scope(tenant.workspace.pk):
                document, version = make_read_document(
                    tenant, "Everything", chunks=size, size_bytes=0
                )
            for begin in range(0, size, _BATCH):
                batch = list(islice(passages, min(_BATCH, size - begin)))
                _copy(tenant, document, version, begin, batch, chance)
        progress("crowd: building the indexes")
    with as_table_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE knowledge_chunk")
    return Crowd(workspaces)


class _without_indexes:  # noqa: N801 (used as a function)
    """Builds the two costly indexes once at the end instead of chunk by chunk."""

    def __enter__(self) -> None:
        with as_table_owner(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT indexdef FROM pg_indexes WHERE indexname IN (%s, %s)",
                ["chunk_embedding", "chunk_words"],
            )
            self._made_by = [row[0] for row in cursor.fetchall()]
            cursor.execute("DROP INDEX chunk_embedding, chunk_words")

    def __exit__(self, *_: object) -> None:
        with as_table_owner(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
            for definition in self._made_by:
                cursor.execute(definition)


def _copy(
    tenant: Tenant,
    document: Document,
    version: DocumentVersion,
    begin: int,
    batch: list[Passage],
    chance: np.random.Generator,
) -> None:
    vectors = vary(real_vectors(), [passage.original for passage in batch], chance)

    def rows() -> Iterator[tuple[object, ...]]:
        for index, (passage, vector) in enumerate(zip(batch, vectors, strict=True), start=begin):
            yield (
                uuid.uuid4(),
                tenant.workspace.pk,
                document.pk,
                tenant.collection.pk,
                version.pk,
                index,
                True,
                passage.text,
                "\n".join(passage.headings),
                len(passage.text.split()),
                hashlib.sha256(f"{index} {passage.text}".encode()).hexdigest(),
                version.embedder,
                "[" + ",".join(f"{value:.6f}" for value in vector.tolist()) + "]",
                "en",
            )

    with (
        as_table_owner(),
        connection.cursor() as cursor,
        cursor.copy(f"COPY knowledge_chunk ({_COLUMNS}) FROM STDIN") as copy,
    ):
        for row in rows():
            copy.write_row(row)
