"""Customers' own JSON: what is accepted for storing, and a writer for whatever has been stored.

PostgreSQL keeps a number exactly and returns a whole one as an integer: `1e20` would come back as
one that the JSON writer refuses and that readers in JavaScript round. So what could not be written
again as it came is refused at the door.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import orjson
from django.core.serializers.json import DjangoJSONEncoder

MAX_BYTES = 20_000
MAX_DEPTH = 10
MAX_KEY_LENGTH = 200
_MIN_INTEGER, _MAX_INTEGER = -(2**63), 2**64 - 1
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL's jsonb cannot hold them

FAULTS = {
    "object": "A JSON object is expected.",
    "deep": "At most ten levels of nesting are accepted here.",
    "number": f"Numbers from {_MIN_INTEGER} to {_MAX_INTEGER} are accepted here.",
    "control": "Control characters are not accepted.",
    "key": f"Keys of at most {MAX_KEY_LENGTH} characters are accepted here.",
    "large": "At most 20 kB are accepted here.",
}


class RepeatedKey(ValueError):
    """An object has a key twice. Readers disagree about which value counts, so neither does."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def fault_of(value: object) -> str | None:
    """Why this is not accepted as a customer's own object, as a key of FAULTS; None if it is."""
    if not isinstance(value, dict):
        return "object"
    if is_nested_deeper(value, MAX_DEPTH):
        return "deep"
    if not all(map(_can_be_written, _scalars(value))):
        return "number"
    if any(map(_UNSTORABLE.search, _texts(value))):
        return "control"
    if any(len(key) > MAX_KEY_LENGTH for key in _keys(value)):
        return "key"
    return "large" if len(orjson.dumps(value)) > MAX_BYTES else None


def dump_json(value: object, option: int = 0) -> bytes:
    """`orjson.dumps`, which refuses integers beyond 64 bits, but also for those: a row that holds
    one can be shown and repaired.
    """
    try:
        return orjson.dumps(value, option=option)
    except orjson.JSONEncodeError:
        text = json.dumps(
            value,
            cls=DjangoJSONEncoder,
            ensure_ascii=False,
            separators=(",", ":"),
            sort_keys=bool(option & orjson.OPT_SORT_KEYS),
        )
        return text.encode()


def load_json(raw: bytes) -> object:
    """The value of a valid JSON text (`orjson.loads` has read it) with its integers exact, where
    orjson rounds those beyond 64 bits. Raises RepeatedKey.
    """
    return json.loads(raw, object_pairs_hook=_unrepeated)


def _unrepeated(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise RepeatedKey(name)
        found[name] = value
    return found


def is_nested_deeper(value: object, levels: int) -> bool:
    """True if objects and arrays are nested in more than this many levels; without recursion."""
    layer = [value]
    for _ in range(levels):
        layer = [inner for each in layer for inner in _items(each)]
        if not layer:
            return False
    return True


def _items(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _scalars(value: object) -> Iterator[object]:
    if isinstance(value, dict | list):
        for each in _items(value):
            yield from _scalars(each)
    else:
        yield value


def _keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for each in _items(value):
        yield from _keys(each)


def _texts(value: object) -> Iterator[str]:
    yield from _keys(value)
    yield from (each for each in _scalars(value) if isinstance(each, str))


def _can_be_written(value: object) -> bool:
    if not isinstance(value, int | float):
        return True
    return _MIN_INTEGER <= value <= _MAX_INTEGER  # False for NaN too
