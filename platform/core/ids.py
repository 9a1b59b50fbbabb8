"""Public ids: a prefix for the kind, and a UUIDv7, which sorts by time of creation.

Inside the platform rows are joined by `bigint` keys; callers only see public ids. The suffix
follows the TypeID 0.3 specification: 26 characters of Crockford's base 32, lower case.
"""

from __future__ import annotations

import uuid

import uuid_utils.compat

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_SUFFIX_LENGTH = 26


def new_uuid() -> uuid.UUID:
    """A new UUIDv7 (RFC 9562): later ones compare greater."""
    return uuid_utils.compat.uuid7()


def encode(prefix: str, value: uuid.UUID) -> str:
    """`agent` and a UUID → `agent_01hx…`."""
    number = value.int
    suffix = "".join(_ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5))
    return f"{prefix}_{suffix}"


def parse_uuid(text: str) -> uuid.UUID | None:
    """The UUID written in `text` in its usual form, 8-4-4-4-12; None for anything else."""
    try:
        value = uuid.UUID(text)
    except ValueError:
        return None
    return value if str(value) == text.lower() else None


def decode(prefix: str, text: str) -> uuid.UUID | None:
    """The UUID in the public id `text`; None if it is not an id with this prefix."""
    head, _, suffix = text.rpartition("_")
    if head != prefix or len(suffix) != _SUFFIX_LENGTH or suffix[0] > "7":
        return None
    number = 0
    for character in suffix:
        value = _VALUES.get(character)
        if value is None:
            return None
        number = number << 5 | value
    return uuid.UUID(int=number)
