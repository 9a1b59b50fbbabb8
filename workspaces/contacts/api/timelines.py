"""Cursors of timelines: opaque, and returned unchanged."""

from __future__ import annotations

from datetime import datetime

import orjson

from core.api.paging import PageInvalid
from core.crypto import SecretUnreadable, decrypt, encrypt
from workspaces.contacts.data_holders import Position


def cursor_of(position: Position) -> str:
    return encrypt(orjson.dumps([position.at, position.kind, position.key]).decode())


def position_of(cursor: str | None) -> Position | None:
    """None for the first page. Raises PageInvalid for what is no cursor of a timeline."""
    if cursor is None:
        return None
    try:
        at, kind, key = orjson.loads(decrypt(cursor))
        return Position(datetime.fromisoformat(at), str(kind), int(key))
    except (SecretUnreadable, ValueError, TypeError) as error:
        raise PageInvalid(field="cursor", reason="This cursor is not valid.") from error
