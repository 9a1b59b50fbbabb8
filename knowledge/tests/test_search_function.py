"""Retrieval: one embedder, exact or iterative scan, each text once."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from django.utils import timezone

from core.scope import as_table_owner, workspace_scope
from knowledge import queries
from knowledge.clients.embedding.minilm import minilm
from knowledge.models import Chunk, Document
from knowledge.tests.factories import make_collection, make_document
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

FUNCTION = "search_chunks(vector, text, text, bigint[], text, int)"


def hits(workspace: Workspace, question: str, **asked: object) -> list[queries.Hit]:
    vector = minilm().embed_query(question)
    with workspace_scope(workspace.pk):
        return queries.search(text=question, vector=vector, collection_ids=None, **asked)  # type: ignore[arg-type]


def test_the_index_scan_continues_until_enough_own_chunks_are_found() -> None:
    with as_table_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT '[1]'::vector")  # loads the extension with its settings
        cursor.execute(
            "SELECT unnest(proconfig) FROM pg_proc WHERE oid = %s::regprocedure", [FUNCTION]
        )
        settings = dict(row[0].split("=", 1) for row in cursor.fetchall())
        cursor.execute("SELECT name FROM pg_settings WHERE name LIKE 'hnsw.%%'")
        known = {row[0] for row in cursor.fetchall()}

    tuned = {name: value for name, value in settings.items() if name.startswith("hnsw.")}
    assert tuned == {
        "hnsw.iterative_scan": "strict_order",
        "hnsw.ef_search": "500",
        "hnsw.max_scan_tuples": "40000",
    }
    assert set(tuned) <= known, "PostgreSQL takes a misspelt setting without a word"


def test_chunks_of_another_embedder_are_not_found(acme: Workspace) -> None:
    make_document(make_collection(acme))
    with workspace_scope(acme.pk):
        Chunk.objects.filter(headings="Returns").update(embedder="another-model")

    ours = hits(acme, "When can goods be returned?")
    others = hits(acme, "When can goods be returned?", embedder="another-model")

    assert [hit.headings for hit in ours] == ["Opening hours"]
    assert [hit.headings for hit in others] == ["Returns"]


def test_equal_text_is_found_once_in_the_newest_document(acme: Workspace) -> None:
    collection = make_collection(acme)
    newer = make_document(collection)
    older = make_document(collection, file_name="copy.md")
    with workspace_scope(acme.pk):
        Document.objects.filter(pk=older.pk).update(updated_at=timezone.now() - timedelta(days=400))

    found = hits(acme, "When can goods be returned?")

    assert [hit.headings for hit in found] == ["Returns", "Opening hours"]
    assert {hit.document_id for hit in found} == {newer.pk}


def test_words_are_stemmed_in_the_documents_language(acme: Workspace) -> None:
    text = "# Lieferung\n\nBestellungen werden binnen drei Tagen geliefert.\n"
    document = make_document(make_collection(acme), text, "lieferung.md")
    with workspace_scope(acme.pk):
        Document.objects.filter(pk=document.pk).update(language="de")
        Chunk.objects.filter(document=document).update(language="de")

    (hit,) = hits(acme, "Bestellung")

    assert hit.text_rank == 1.0


def test_a_code_ranks_its_chunk_above_ones_with_more_words(
    acme: Workspace,
) -> None:
    text = "".join(
        f"# Error E{number}\n\nThe printer shows the error E{number} when a part of it is stuck,"
        f" and wants to be opened at the side and cleaned before it goes on.\n\n"
        for number in range(400, 420)
    )
    make_document(make_collection(acme), text, "errors.md")

    best = hits(acme, "What does the printer's error E417 mean?")[0]

    assert best.headings == "Error E417"
    assert best.text_rank == 1.0


def test_hits_mark_section_starts_and_short_ones_bring_neighbors(
    acme: Workspace,
) -> None:
    make_document(make_collection(acme))
    with workspace_scope(acme.pk):
        first = Chunk.objects.get(headings="Opening hours")
        Chunk.objects.create(
            workspace=acme,
            document_id=first.document_id,
            collection_id=first.collection_id,
            version_id=first.version_id,
            index=first.index + 10,
            is_live=True,
            text="Closed on Mondays in January.",
            headings="Winter",
            token_count=7,
            content_hash="a" * 64,
            embedding=np.roll(first.embedding, 1),
        )
        Chunk.objects.create(
            workspace=acme,
            document_id=first.document_id,
            collection_id=first.collection_id,
            version_id=first.version_id,
            index=first.index + 11,
            is_live=True,
            text="Snow may change this.",
            headings="Winter",
            token_count=6,
            content_hash="b" * 64,
            embedding=np.roll(first.embedding, 2),
        )

    found = {hit.text: hit for hit in hits(acme, "Are you closed in January?")}

    opening = found["Closed on Mondays in January."]
    later = found["Snow may change this."]
    assert (opening.opens_section, opening.before, opening.after) == (True, "", later.text)
    assert (later.opens_section, later.before, later.after) == (False, opening.text, "")


@pytest.mark.parametrize(
    "question", ["", "&|!:*()", "' OR 1=1 --", "the of and", "\u202e", "x" * 5_000]
)
def test_search_never_raises(acme: Workspace, question: str) -> None:
    make_document(make_collection(acme))

    assert len(hits(acme, question)) == 2
