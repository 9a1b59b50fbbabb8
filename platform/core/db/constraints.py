"""Races that the database decides: by a constraint, whose name says which one, or by ending one of
several transactions that wait for each other.
"""

from __future__ import annotations

import psycopg
from django.db import DatabaseError, IntegrityError


def violated_constraint(error: IntegrityError) -> str:
    """The name of the constraint that an insert or update violated; empty if it has none."""
    cause = error.__cause__
    return (cause.diag.constraint_name or "") if isinstance(cause, psycopg.Error) else ""


def is_deadlock(error: DatabaseError) -> bool:
    """True if the transaction was ended because others waited for it; it can be tried again."""
    return isinstance(error.__cause__, psycopg.errors.DeadlockDetected)
