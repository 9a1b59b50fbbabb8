"""Reads about a workspace's embedding indexes. All need a scope."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.models import EMBEDDED_MODEL, EmbeddingIndex


@dataclass(frozen=True, slots=True)
class EmbeddingIndexes:
    """live: the live index, unsaved if the workspace has never chosen one."""

    live: EmbeddingIndex
    building: EmbeddingIndex | None


def embedding_indexes() -> EmbeddingIndexes:
    """The live index, and the one being built."""
    states = (EmbeddingIndex.State.LIVE, EmbeddingIndex.State.BUILDING)
    found = {index.state: index for index in EmbeddingIndex.objects.filter(state__in=states)}
    return EmbeddingIndexes(
        live=found.get(EmbeddingIndex.State.LIVE) or _default(),
        building=found.get(EmbeddingIndex.State.BUILDING),
    )


def latest_ended() -> EmbeddingIndex | None:
    """The last build that failed or was cancelled; None once another was built after it."""
    last: EmbeddingIndex | None = EmbeddingIndex.objects.order_by("-created_at", "-pk").first()
    ended = (EmbeddingIndex.State.FAILED, EmbeddingIndex.State.CANCELLED)
    return last if last is not None and last.state in ended else None


def _default() -> EmbeddingIndex:
    return EmbeddingIndex(embedder=EMBEDDED_MODEL, state=EmbeddingIndex.State.LIVE)
