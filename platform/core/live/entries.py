"""Reads a live channel: the events of its Redis stream after a position, and those that follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from core.redis import BLOCK_MILLISECONDS, redis_client

START = "0-0"
BATCH = 200  # entries read at a time


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """id: opaque to readers, which return it to resume after it."""

    id: str
    body: dict[str, Any]


def key_of(channel: str) -> str:
    return f"live:{channel}"


def order_of(entry: str) -> tuple[int, int]:
    """The sort key of an entry: Redis ids are milliseconds and a number within them."""
    milliseconds, _, number = entry.partition("-")
    return int(milliseconds), int(number)


def from_entry(entry: str, fields: dict[str, str]) -> LiveEvent:
    return LiveEvent(entry, orjson.loads(fields["body"]))


def read(channel: str, after: str) -> Iterator[LiveEvent | None]:
    """Yield events after a position, endlessly; None whenever none came for a while.

    Blocks its thread: event loops use `follow` instead. Raises redis.RedisError.
    """
    key, at = key_of(channel), after
    while True:
        found: Any = redis_client().xread({key: at}, block=BLOCK_MILLISECONDS, count=BATCH)
        if not found:
            yield None
        for _, entries in found or []:
            for entry, fields in entries:
                at = entry
                yield from_entry(entry, fields)
