"""SQL of migrations, in files beside them."""

from __future__ import annotations

from pathlib import Path

from django.db.migrations import RunSQL


class SqlFile(RunSQL):
    """SQL that creates functions, triggers and policies, and changes no rows."""


def run_sql_file(migration: str, name: str) -> SqlFile:
    """Return the operation that runs `sql/<name>.sql` beside the migration.

    migration: the `__file__` of the migration. The file can be run again (`CREATE OR REPLACE`), and
        stays when the migration is reversed. Once released it never changes: a new version is a new
        file, named after its own migration.
    """
    text = (Path(migration).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    return SqlFile(text, RunSQL.noop)
