"""Proves that a refused request has changed nothing: a checksum of every table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from django.apps import apps
from django.db import connection

from core.scope import as_table_owner


@lru_cache(maxsize=1)
def _query() -> str:
    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})
    return " UNION ALL ".join(
        f"SELECT '{table}', count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)"
        f' FROM "{table}" t'
        for table in tables
    )


def table_sums() -> dict[str, tuple[int, int]]:
    """Table → number of rows and their checksum, over all workspaces, in one query."""
    with as_table_owner(), connection.cursor() as cursor:
        cursor.execute(_query())
        return {table: (rows, int(checksum)) for table, rows, checksum in cursor.fetchall()}


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Assert that the block leaves every row of every table unchanged."""
    before = table_sums()
    yield
    after = table_sums()
    changed = {name: (before[name], after[name]) for name in after if after[name] != before[name]}
    assert not changed, f"rows and checksums, before and after: {changed}"
