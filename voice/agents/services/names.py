"""Free names for copies."""

from __future__ import annotations

from itertools import chain, count
from typing import Any

from django.db.models import QuerySet

MAX_NAME_LENGTH = 120  # characters, of agents and of collections


def free_name(name: str, rows: QuerySet[Any], *, label: str = "") -> str:
    """Return the name with the first suffix that makes it unused among the rows, ignoring case.

    The suffixes are none, " 2", " 3" and so on; with a label " (copy)", " (copy 2)" and so on. A
    name that would become too long is shortened.
    """
    taken = {each.lower() for each in rows.values_list("name", flat=True)}
    if label:
        suffixes = chain([f" ({label})"], (f" ({label} {number})" for number in count(2)))
    else:
        suffixes = chain([""], (f" {number}" for number in count(2)))
    names = (name[: MAX_NAME_LENGTH - len(suffix)] + suffix for suffix in suffixes)
    return next(each for each in names if each.lower() not in taken)
