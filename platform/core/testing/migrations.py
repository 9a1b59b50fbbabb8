"""Runs migrations of rows on rows as they were before them, within the test's transaction."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from core.scope import as_table_owner


def migrate_rows(app: str, name: str) -> None:
    """Run a migration that only changes rows, on the tables of today."""
    with as_table_owner():
        loader = MigrationExecutor(connection).loader
        migration = loader.get_migration(app, name)
        state = loader.project_state((app, name), at_end=False)
        with connection.schema_editor() as editor:
            migration.apply(state, editor)


def migrate_to(app: str, name: str) -> Any:
    """Migrate an app's tables forward or back, and return its models as they were then."""
    with as_table_owner():
        connection.check_constraints()  # a table with checks to come cannot be changed
        return MigrationExecutor(connection).migrate([(app, name)]).apps
