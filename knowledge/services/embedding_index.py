"""Changes a workspace's embedding model: the next index is built beside the live one."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from core.db.constraints import violated_constraint
from core.db.locks import lock_rows
from core.jobs import enqueue
from core.scope import current_workspace_id, workspace_scope
from core.service_address import service_address
from knowledge.clients.embedding.minilm import minilm
from knowledge.errors import (
    EmbedderError,
    EmbedderUnnamed,
    EmbeddingIndexBusy,
    NoIndexIsBuilt,
)
from knowledge.models import EmbeddingIndex
from knowledge.queries import embedding_indexes
from knowledge.services.embedders import lock_index
from workspaces.services import record

_SLICE_WEIGHT = 500_000  # a minute of embedding, as for a text of so many bytes
_State = EmbeddingIndex.State
_Kind = EmbeddingIndex.Kind


@transaction.atomic
def change_embedder(
    *, kind: str, base_url: str = "", api_key: str = "", model: str = "", now: datetime
) -> EmbeddingIndex:
    """Start an index by another embedder; it goes live when it holds every document.

    For the current embedder, only the key is changed. Raises EmbedderUnnamed,
    ServiceAddressInvalid, and EmbeddingIndexBusy while an index is being built.
    """
    if kind == _Kind.OPENAI_COMPATIBLE:
        base_url = service_address(base_url, field="base_url")
    lock_index(alone=True)
    indexes = embedding_indexes()
    if indexes.building is not None:
        raise EmbeddingIndexBusy
    live = indexes.live
    name = _name(kind, base_url, model)
    if live.embedder == name:
        if live.pk is not None and api_key:
            live.api_key = api_key
            live.save(update_fields=["api_key"])
            _record("EMBEDDING_KEY_CHANGED", live, now)
        return live
    index = EmbeddingIndex(
        workspace_id=current_workspace_id(),
        kind=kind,
        base_url=base_url if kind == _Kind.OPENAI_COMPATIBLE else "",
        api_key=api_key if kind == _Kind.OPENAI_COMPATIBLE else "",
        model=model if kind == _Kind.OPENAI_COMPATIBLE else "",
        embedder=name,
        created_at=now,
    )
    try:
        with transaction.atomic():
            index.save(force_insert=True)
    except IntegrityError as error:
        if violated_constraint(error) == "one_embedding_index_is_built_at_a_time":
            raise EmbeddingIndexBusy from error
        raise
    enqueue_building(index)
    _record("EMBEDDER_CHANGE_BEGUN", index, now)
    return index


def enqueue_building(index: EmbeddingIndex) -> None:
    enqueue(
        "knowledge.build_embedding_index",
        weight=_SLICE_WEIGHT,
        index_id=index.pk,
        workspace_id=index.workspace_id,
    )


@transaction.atomic
def cancel_embedding_index(*, now: datetime) -> EmbeddingIndex:
    """Cancel the index that is being built; the live one stays. Raises NoIndexIsBuilt."""
    index = lock_rows(EmbeddingIndex.objects.filter(state=_State.BUILDING)).first()
    if index is None:
        raise NoIndexIsBuilt
    index.state, index.finished_at = _State.CANCELLED, now
    index.save(update_fields=["state", "finished_at"])
    _enqueue_clearing(index)
    _record("EMBEDDER_CHANGE_CANCELLED", index, now)
    return index


def fail_embedding_index(
    *, index_id: int, workspace_id: int, error: EmbedderError | str, now: datetime
) -> None:
    """End a build with its error; the live index stays."""
    with workspace_scope(workspace_id):
        failed = EmbeddingIndex.objects.filter(pk=index_id, state=_State.BUILDING).update(
            state=_State.FAILED,
            error_code=error.code if isinstance(error, EmbedderError) else "INTERRUPTED",
            error=str(error)[:500],
            finished_at=now,
        )
        if failed:
            _enqueue_clearing(EmbeddingIndex.objects.get(pk=index_id))


def _enqueue_clearing(index: EmbeddingIndex) -> None:
    enqueue("knowledge.retire_versions", workspace_id=index.workspace_id)


def _name(kind: str, base_url: str, model: str) -> str:
    if kind == _Kind.EMBEDDED:
        return minilm().name
    if not model:
        raise EmbedderUnnamed(field="model")
    from knowledge.clients.embedding.openai_compatible import embedder_name

    return embedder_name(base_url=base_url, model=model)


def _record(action: str, index: EmbeddingIndex, now: datetime) -> None:
    after = {"embedder": index.embedder, "base_url": index.base_url, "model": index.model}
    record(action=action, target=index.public_id, after=after, now=now)
