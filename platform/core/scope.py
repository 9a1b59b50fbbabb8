"""Tenant scopes. Without a scope, the ORM raises and row-level security hides every row.

A scope *is* a transaction: entering one opens it and tells PostgreSQL, for that transaction only,
    which workspaces the policies allow (`app.workspaces`). Keep scopes short; slow work such as
    reading a document or waiting for a model happens between two of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, models, transaction

_current: ContextVar[tuple[int, ...] | None] = ContextVar("workspaces", default=None)
_is_table_owner: ContextVar[bool] = ContextVar("is_owner", default=False)
Row = TypeVar("Row", bound=models.Model, covariant=True)


class NoWorkspaceScope(RuntimeError):
    """Tenant rows were accessed outside of a scope: a bug, never the caller's fault."""


class NestedScope(RuntimeError):
    """A scope was entered inside the scope of another workspace."""


def scoped_workspaces() -> tuple[int, ...]:
    """Keys of the workspaces in scope. Raises NoWorkspaceScope if there is none."""
    current = _current.get()
    if current is None:
        raise NoWorkspaceScope("enter a workspace scope before touching tenant rows")
    return current


def current_workspace_id() -> int:
    """Key of the one workspace in scope. Raises NoWorkspaceScope unless there is exactly one."""
    current = scoped_workspaces()
    if len(current) != 1:
        raise NoWorkspaceScope("this needs the scope of a single workspace")
    return current[0]


def has_scope() -> bool:
    return _current.get() is not None


class ScopedManager(models.Manager[Row]):
    """Only rows of the workspaces in scope."""

    def get_queryset(self) -> models.QuerySet[Row]:
        rows = super().get_queryset()
        current = scoped_workspaces()
        if len(current) == 1:
            return rows.filter(workspace_id=current[0])
        return rows.filter(workspace_id__in=current)


@contextmanager
def workspace_scope(*workspace_ids: int) -> Iterator[None]:
    """Open a transaction in which the rows of these workspaces, and no others, can be reached."""
    if _current.get() == workspace_ids:
        with transaction.atomic():
            yield
        return
    with _scoped_transaction():
        _tell_database(workspace_ids)
        with _remember(workspace_ids):
            yield


@dataclass(frozen=True, slots=True)
class ScopeGrant:
    """What the database returned when it granted access to a workspace."""

    workspace_id: int
    row: dict[str, Any]


@contextmanager
def granted_scope(function: str, *arguments: Any) -> Iterator[list[ScopeGrant]]:
    """Enter the scope that an SQL function grants, in one round trip.

    The function (a `SECURITY DEFINER` of a migration, e.g. `open_workspace_for_user`) looks up what
    the caller may enter, sets `app.workspaces` to it and returns one row each with `workspace_id`.
    Yields those rows: none if nothing was granted, and then every query stays empty.
    """
    with _scoped_transaction():
        placeholders = ", ".join(["%s"] * len(arguments))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {function}({placeholders})", arguments)
            columns = [column.name for column in cursor.description or ()]
            rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
        granted = [ScopeGrant(row["workspace_id"], row) for row in rows]
        with _remember(tuple(grant.workspace_id for grant in granted)):
            yield granted


@contextmanager
def as_table_owner() -> Iterator[None]:
    """A transaction as the table owner, whom row-level security does not bind.

    For the staff portal and for commands; never on behalf of a customer. Nesting has no effect; a
    workspace's scope may be entered inside it, not the other way round.
    """
    if _current.get() is not None:
        raise NestedScope("the owner's view cannot be opened inside a workspace scope")
    with transaction.atomic():
        if _is_table_owner.get():
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE NONE")
        token = _is_table_owner.set(True)
        try:
            yield
        finally:
            _is_table_owner.reset(token)
        _restore("SET LOCAL ROLE frontdesk_app")


@contextmanager
def _scoped_transaction() -> Iterator[None]:
    if _current.get() is not None:
        raise NestedScope("leave the scope of one workspace before entering another's")
    with transaction.atomic():
        yield
        _restore("SELECT set_config('app.workspaces', '', true)")


@contextmanager
def _remember(workspace_ids: Sequence[int]) -> Iterator[None]:
    token = _current.set(tuple(workspace_ids))
    try:
        yield
    finally:
        _current.reset(token)


def _tell_database(workspace_ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.workspaces', %s, true)", [",".join(map(str, workspace_ids))]
        )


def _restore(statement: str) -> None:
    """Undo a `LOCAL` setting before an outer transaction continues; a rollback does it too."""
    if connection.savepoint_ids and not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute(statement)
