"""Rules for migrations, which run while rows are being served.

Checked by `manage.py check --deploy`, and so by `make check`. Initial migrations are exempt: their
tables are empty.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
)
from django.core.checks import CheckMessage, Error
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    Migration,
    RemoveIndex,
    RunPython,
    RunSQL,
    SeparateDatabaseAndState,
)
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models import ForeignKey

from core.db.sql_files import SqlFile

# Tables that grow with use: locking one for as long as an index takes is an outage.
BIG_TABLES = frozenset(
    {
        "core.job",
        "core.outboxevent",
        "core.idempotencyrecord",
        "accounts.session",
        "accounts.refreshtoken",
        "workspaces.auditentry",
        "contacts.contact",
        "contacts.consent",
        "knowledge.document",
        "knowledge.documentversion",
        "knowledge.chunk",
        "knowledge.crawlpage",
        "conversations.conversation",
        "conversations.message",
        "conversations.evidence",
        "evaluations.evaluationresult",
        "widget.visitorsession",
        "widget.widgetevent",
        "analytics.seenevent",
    }
)
_CONCURRENT = (AddIndexConcurrently, RemoveIndexConcurrently)
_GENERATED_NAME = re.compile(r"_and_more$|^\d+_auto_")
_INDEX_IN_SQL = re.compile(r"\b(?:CREATE(?: UNIQUE)?|DROP) INDEX (?!CONCURRENTLY\b)", re.I)
_TABLE_IN_SQL = re.compile(
    r"\b(?:INSERT INTO|UPDATE|DELETE FROM|(?:ALTER|DROP|TRUNCATE) TABLE(?: ONLY)?)\s+\"?(\w+)", re.I
)


def check_migrations(**_: object) -> Sequence[CheckMessage]:
    """A Django system check."""
    migrations = MigrationLoader(None).disk_migrations.values()
    own = [each for each in migrations if _is_ours(each)]
    return [Error(fault, id="frontdesk.E001") for each in own for fault in faults_of(each)]


def faults_of(migration: Migration) -> list[str]:
    """The faults of a migration, with what to do instead; none for an initial one."""
    if migration.initial:
        return []
    operations = list(_flat(migration.operations))
    found = [
        *(fault for operation in operations for fault in _locks(operation, migration)),
        *_mixes(operations),
        *_several_ideas(operations, migration),
    ]
    return [f"{migration.app_label}.{migration.name}: {fault}" for fault in found]


def _locks(operation: Operation, migration: Migration) -> Iterator[str]:
    """Operations that lock a big table for as long as they take."""
    sql = list(_sql_of(operation))
    if any(_INDEX_IN_SQL.search(text) for text in sql):
        yield "its SQL makes or drops an index: say CONCURRENTLY, and `atomic = False`."
    is_concurrent = isinstance(operation, _CONCURRENT) or any(
        "CONCURRENTLY" in text for text in sql
    )
    if is_concurrent and migration.atomic:
        yield "an index is built concurrently outside a transaction: set `atomic = False`."
    if is_concurrent:
        return
    table = f"{migration.app_label}.{getattr(operation, 'model_name', '')}".lower()
    if table not in BIG_TABLES:
        return
    if isinstance(operation, AddIndex | RemoveIndex):
        yield (
            f"{type(operation).__name__} locks {table}, which is big: use"
            f" {type(operation).__name__}Concurrently and `atomic = False`."
        )
    elif isinstance(operation, AddConstraint) and not isinstance(operation, AddConstraintNotValid):
        yield (
            f"AddConstraint reads all of {table} under a lock: use AddConstraintNotValid, then"
            " ValidateConstraint; for a unique one, make its index concurrently before."
        )
    elif isinstance(operation, AddField | AlterField) and _builds_index(operation):
        yield (
            f"the field {operation.name} builds an index under a lock on {table}: add it without"
            " one (`db_index=False`), then the index with AddIndexConcurrently."
        )


def _builds_index(operation: AddField | AlterField) -> bool:
    field: Any = operation.field
    if isinstance(operation, AlterField) and isinstance(field, ForeignKey):
        return bool(field.unique)  # it needs an index
    return bool(field.unique or field.db_index)


def _mixes(operations: list[Operation]) -> Iterator[str]:
    """Changing a table and its rows in one migration holds the table's lock until the rows are
    changed.
    """
    changes_rows = [each for each in operations if _changes_rows(each)]
    if changes_rows and len(changes_rows) < len(operations):
        yield (
            "it changes tables and rows in one transaction: one migration for the tables, another"
            " for the rows."
        )


def _changes_rows(operation: Operation) -> bool:
    """False for SQL files, which create functions and policies, as part of the tables."""
    return isinstance(operation, RunPython | RunSQL) and not isinstance(operation, SqlFile)


def _several_ideas(operations: list[Operation], migration: Migration) -> Iterator[str]:
    if _GENERATED_NAME.search(migration.name):
        yield "its name does not say one idea: name it after what it is for, or split it."
    for label in sorted({each for operation in operations for each in _apps_written(operation)}):
        if label != migration.app_label:
            yield f"its SQL changes tables of {label}: that is a migration of that app."
    known = {migration.app_label, *(label for label, _ in migration.dependencies)}
    for label in sorted({each for operation in operations for each in _apps_named(operation)}):
        if label not in known:
            yield f"it works with models of {label}, on whose migrations it does not depend."


def _apps_written(operation: Operation) -> Iterator[str]:
    for text in _sql_of(operation):
        for table in _TABLE_IN_SQL.findall(text):
            yield from (each.label for each in apps.get_app_configs() if _owns(each.label, table))


def _apps_named(operation: Operation) -> Iterator[str]:
    if isinstance(operation, RunPython):
        code = ast.parse(textwrap.dedent(inspect.getsource(operation.code)))
        for node in ast.walk(code):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".get_model"):
                if isinstance(node.args[0], ast.Constant):
                    yield str(node.args[0].value).partition(".")[0]


def _owns(label: str, table: str) -> bool:
    return any(model._meta.db_table == table for model in apps.get_app_config(label).get_models())


def _sql_of(operation: Operation) -> Iterator[str]:
    if isinstance(operation, RunSQL):
        for each in [operation.sql] if isinstance(operation.sql, str) else operation.sql:
            yield each if isinstance(each, str) else each[0]


def _flat(operations: Sequence[Operation]) -> Iterator[Operation]:
    """The operations on the database, without those on Django's state only."""
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from _flat(operation.database_operations)
        else:
            yield operation


def _is_ours(migration: Migration) -> bool:
    return "site-packages" not in apps.get_app_config(migration.app_label).path
