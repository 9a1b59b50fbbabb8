"""Finds rows by public id; unknown, malformed and foreign ids raise the same error."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Manager, QuerySet

from core import ids
from core.errors import NotFound
from core.models import Identified

Row = TypeVar("Row", bound=Identified)


def parse_public_id(model: type[Identified], public_id: str) -> uuid.UUID:
    """The UUID in a public id of that model. Raises NotFound if it is malformed."""
    value = ids.decode(model.id_prefix, public_id)
    if value is None:
        raise NotFound
    return value


def find(rows: Manager[Row] | QuerySet[Row], public_id: str, *, field: str | None = None) -> Row:
    """The row of `rows` (a queryset over `Identified`) with that public id.

    field: the input that held the id, for the error. Raises NotFound.
    """
    value = ids.decode(rows.model.id_prefix, public_id)
    row = None if value is None else rows.filter(uuid=value).first()
    if row is None:
        raise NotFound(field=field)
    return row


def find_all(
    rows: Manager[Row] | QuerySet[Row], public_ids: Sequence[str], *, field: str | None = None
) -> list[Row]:
    """The rows with these ids, each once, in the order of the ids; one query.

    field: see `find`. Raises NotFound if an id is unknown.
    """
    wanted = dict.fromkeys(ids.decode(rows.model.id_prefix, each) for each in public_ids)
    if not wanted:
        return []
    found = {row.uuid: row for row in rows.filter(uuid__in=wanted)}
    if any(each is None or each not in found for each in wanted):
        raise NotFound(field=field)
    return [found[each] for each in wanted if each is not None]


def find_by_uuid(rows: Manager[Row] | QuerySet[Row], text: str, *, field: str | None = None) -> Row:
    """Like `find`, for doors whose ids are the rows' UUIDs. Raises NotFound."""
    value = ids.parse_uuid(text)
    row = None if value is None else rows.filter(uuid=value).first()
    if row is None:
        raise NotFound(field=field)
    return row
