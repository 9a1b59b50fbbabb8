"""Which engine makes the vectors of a workspace."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.db.models import Subquery

from core.outbound import pinned_client
from core.scope import current_workspace_id
from knowledge.clients.embedding import TextEmbedder
from knowledge.clients.embedding.minilm import minilm
from knowledge.models import EmbeddingIndex

_LOCK = "knowledge.embedding:%s"


def search_embedder() -> TextEmbedder:
    """The engine of the index that answers now; it names the chunks to search. One query.

    Needs a scope. Using it may mean a request to somebody else's server: leave the scope first. It
    then raises EmbedderError.
    """
    live = EmbeddingIndex.objects.filter(state=EmbeddingIndex.State.LIVE).first()
    return minilm() if live is None else embedder_of(live)


def live_index() -> Subquery:
    """The key of the index that answers now, for a query that asks for something else too; None in
    workspaces that have never chosen, for which that query is all it takes."""
    return Subquery(EmbeddingIndex.objects.filter(state=EmbeddingIndex.State.LIVE).values("pk")[:1])


def embedder_of(index: EmbeddingIndex) -> TextEmbedder:
    if index.kind == EmbeddingIndex.Kind.EMBEDDED:
        return minilm()
    return _remote(index.base_url, index.api_key, index.model, settings.OUTBOUND_ALLOW_LOOPBACK)


@lru_cache(maxsize=32)
def _remote(base_url: str, api_key: str, model: str, allow_loopback: bool) -> TextEmbedder:
    # Here, since it takes a second that workspaces without a model of their own need not wait for.
    from knowledge.clients.embedding.openai_compatible import OpenAIEmbedder

    return OpenAIEmbedder(
        base_url=base_url,
        api_key=api_key,
        model=model,
        http_client=pinned_client(allow_loopback=allow_loopback),
    )


def live_embedder_name() -> str:
    """Of the index that answers now. Needs a scope."""
    name: str | None = (
        EmbeddingIndex.objects.filter(state=EmbeddingIndex.State.LIVE)
        .values_list("embedder", flat=True)
        .first()
    )
    return name or minilm().name


def lock_index(*, alone: bool) -> None:
    """Until the transaction's end the live index stays the same one.

    alone: for who changes it; waits until nobody is switching a version live, and keeps them out.
    """
    function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        key = _LOCK % current_workspace_id()
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [key])
