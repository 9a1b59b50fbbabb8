"""Locking rows, the one way: every `FOR UPDATE` of the ORM is made here."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def lock_rows(
    rows: QuerySet[Row], *, no_key: bool = False, skip_locked: bool = False
) -> QuerySet[Row]:
    """The rows, each locked as it is read, until the transaction ends.

    They are locked in the order of their ids, so that two transactions that lock several of the
    same rows wait for one another and never for each other. What is joined to them is not locked.
    no_key: others may still insert rows that refer to them; for changes that leave the id alone.
    skip_locked: leaves out what somebody else has locked, instead of waiting for it.
    """
    return rows.order_by("pk").select_for_update(
        of=("self",), no_key=no_key, skip_locked=skip_locked
    )
