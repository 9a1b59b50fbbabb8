"""Releases database connections while waiting for something else."""

from __future__ import annotations

from django.db import connection


def release_connection() -> None:
    """Release this thread's connection; the next query opens one again.

    Does nothing inside a transaction, whose end is someone else's responsibility.
    """
    if not connection.in_atomic_block:
        connection.close()
