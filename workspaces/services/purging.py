"""Purging: delete a closed workspace's rows and files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, models
from psycopg import sql

from core.db.locks import lock_rows
from core.jobs import enqueue
from core.models import OutboxEvent, WorkspaceOwned
from core.scope import as_table_owner
from workspaces.models import Workspace

GRACE = timedelta(days=30)  # in which staff can restore what was deleted
_FILES_PER_JOB = 500


@dataclass(frozen=True, slots=True)
class WorkspaceContents:
    """What a workspace contains. rows: of all its tables, including its own row."""

    rows: int
    files: int


def purge_workspace(*, workspace_id: int, now: datetime) -> WorkspaceContents | None:
    """Purge a workspace after its grace period.

    Returns None, and does nothing, if it was restored or is gone already.
    """
    with as_table_owner():
        closed = Workspace.objects.filter(pk=workspace_id, deleted_at__lte=now - GRACE)
        return _remove(workspace_id) if lock_rows(closed).first() is not None else None


def purge_at_once(*, workspace_id: int) -> WorkspaceContents:
    """Purge a workspace whatever its state: for operators."""
    with as_table_owner():
        lock_rows(Workspace.objects.filter(pk=workspace_id)).get()
        return _remove(workspace_id)


def count_contents(*, workspace_id: int) -> WorkspaceContents:
    """Count what `purge_at_once` would delete."""
    with as_table_owner():
        rows = 1 + sum(
            model.everywhere.filter(workspace_id=workspace_id).count() for model in _tenant_models()
        )
        return WorkspaceContents(rows=rows, files=sum(1 for _ in _files_of(workspace_id)))


def delete_files(*, names: list[str]) -> None:
    """Remove files from the storage; some may be gone already."""
    for name in names:
        default_storage.delete(name)


def _remove(workspace_id: int) -> WorkspaceContents:
    """Delete table by table within the database: a workspace may hold more rows than memory does.

    Foreign keys are checked at the end of the transaction, so the order does not matter.
    """
    names, files = _files_of(workspace_id), 0
    while batch := list(islice(names, _FILES_PER_JOB)):
        files += len(batch)
        enqueue("workspaces.delete_files", names=batch)
    OutboxEvent.objects.filter(workspace_id=workspace_id).delete()
    rows = sum(_delete_rows(model, "workspace_id", workspace_id) for model in _tenant_models())
    rows += _delete_rows(Workspace, "id", workspace_id)
    return WorkspaceContents(rows=rows, files=files)


def _delete_rows(model: type[models.Model], column: str, workspace_id: int) -> int:
    statement = sql.SQL("DELETE FROM {table} WHERE {column} = %s").format(
        table=sql.Identifier(model._meta.db_table), column=sql.Identifier(column)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [workspace_id])
        return int(cursor.rowcount)


def _tenant_models() -> list[type[WorkspaceOwned]]:
    return [model for model in apps.get_models() if issubclass(model, WorkspaceOwned)]


def _files_of(workspace_id: int) -> Iterator[str]:
    """Yield the storage names of every file that a row of the workspace refers to."""
    for model in _tenant_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                rows = model.everywhere.filter(workspace_id=workspace_id)
                named = rows.exclude(**{field.name: ""}).values_list(field.name, flat=True)
                yield from named.iterator()
