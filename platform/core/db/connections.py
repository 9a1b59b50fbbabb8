"""Letting go of the database while waiting for something else."""

from __future__ import annotations

from django.db import connection


def release_connection() -> None:
    """Give this thread's connection back; the next query takes one again.

    Inside a transaction it stays: somebody else is responsible for its end.
    """
    if not connection.in_atomic_block:
        connection.close()
