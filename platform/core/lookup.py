"""Finds rows by public id; unknown, malformed and foreign ids raise the same error."""

from __future__ import annotations

import uuid
from typing import Any

from core import ids
from core.errors import NotFound
from core.models import Identified


def parse_public_id(model: type[Identified], public_id: str) -> uuid.UUID:
    """The UUID in a public id of that model. Raises NotFound if it is malformed."""
    value = ids.decode(model.id_prefix, public_id)
    if value is None:
        raise NotFound
    return value


def find(rows: Any, public_id: str, *, field: str | None = None) -> Any:
    """The row of `rows` (a queryset over `Identified`) with that public id.

    field: the input that held the id, for the error. Raises NotFound.
    """
    row = rows.with_public_id(public_id).first()
    if row is None:
        raise NotFound(field=field)
    return row


def find_by_uuid(rows: Any, text: str, *, field: str | None = None) -> Any:
    """Like `find`, for doors whose ids are the rows' UUIDs. Raises NotFound."""
    value = ids.parse_uuid(text)
    row = None if value is None else rows.filter(uuid=value).first()
    if row is None:
        raise NotFound(field=field)
    return row
