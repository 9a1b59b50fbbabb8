"""Locks until the transaction ends: of rows (every `FOR UPDATE` of the ORM), and of names."""

from __future__ import annotations

from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def lock_rows(
    rows: QuerySet[Row], *, no_key: bool = False, skip_locked: bool = False
) -> QuerySet[Row]:
    """The rows, locked until the transaction ends.

    They are locked in the order of their ids, so that concurrent transactions that lock several of
        the same rows cannot deadlock. Joined rows are not locked.
    no_key: others may still insert rows that refer to them; for changes that keep the id.
    skip_locked: leave out rows that are locked elsewhere, instead of waiting.
    """
    return rows.order_by("pk").select_for_update(
        of=("self",), no_key=no_key, skip_locked=skip_locked
    )


def lock_name(name: str) -> None:
    """Wait for every other transaction that has locked this name; needs no row to exist."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
