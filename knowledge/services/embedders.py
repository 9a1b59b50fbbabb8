"""The embedding engine of a workspace."""

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
    """The engine of the live index; its name selects the chunks to search. One query.

    Needs a scope. Using it may send a request to an external server: leave the scope first. It then
    raises EmbedderError.
    """
    live = EmbeddingIndex.objects.filter(state=EmbeddingIndex.State.LIVE).first()
    return minilm() if live is None else embedder_of(live)


def live_index() -> Subquery:
    """The key of the live index, as a subquery; None in workspaces that have never chosen an
    index.
    """
    return Subquery(EmbeddingIndex.objects.filter(state=EmbeddingIndex.State.LIVE).values("pk")[:1])


def embedder_of(index: EmbeddingIndex) -> TextEmbedder:
    if index.kind == EmbeddingIndex.Kind.EMBEDDED:
        return minilm()
    return _remote(index.base_url, index.api_key, index.model, settings.OUTBOUND_ALLOW_LOOPBACK)


@lru_cache(maxsize=32)
def _remote(base_url: str, api_key: str, model: str, allow_loopback: bool) -> TextEmbedder:
    # Imported here: it takes a second, which workspaces without their own model need not wait for.
    from knowledge.clients.embedding.openai_compatible import OpenAIEmbedder

    return OpenAIEmbedder(
        base_url=base_url,
        api_key=api_key,
        model=model,
        http_client=pinned_client(allow_loopback=allow_loopback),
    )


def live_embedder_name() -> str:
    """The name of the live index's embedder. Needs a scope."""
    name: str | None = (
        EmbeddingIndex.objects.filter(state=EmbeddingIndex.State.LIVE)
        .values_list("embedder", flat=True)
        .first()
    )
    return name or minilm().name


def lock_index(*, alone: bool) -> None:
    """Keep the live index unchanged until the transaction ends.

    alone: exclusively, to change it; waits for and blocks those who switch a version live.
    """
    function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        key = _LOCK % current_workspace_id()
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [key])
