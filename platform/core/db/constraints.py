"""Names of violated constraints: the constraint decides a race, its name says which one."""

from __future__ import annotations

import psycopg
from django.db import IntegrityError


def violated_constraint(error: IntegrityError) -> str:
    """The name of the constraint that an insert or update violated; empty if it has none."""
    cause = error.__cause__
    return (cause.diag.constraint_name or "") if isinstance(cause, psycopg.Error) else ""
