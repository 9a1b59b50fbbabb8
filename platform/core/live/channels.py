"""Channels: one capped Redis stream each, for looking on. What counts is in the database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import orjson
import structlog
from django.db import transaction
from redis.exceptions import RedisError, ResponseError

from core.live.news import START, key_of, order_of
from core.redis import redis_client

log = structlog.get_logger(__name__)

KEPT = 1_000  # news of a channel, for readers who come back
KEPT_SECONDS = 24 * 3_600
_ID = re.compile(r"\d{1,19}-\d{1,19}", re.ASCII)


@dataclass(frozen=True, slots=True)
class StreamPosition:
    """Where a reader begins. is_resumed: nothing has been missed since the place that it named."""

    id: str
    is_resumed: bool


def publish(channel: str, body: dict[str, Any]) -> None:
    """Have readers of the channel hear of it once the transaction is committed.

    Without Redis nobody hears: readers who come back look into the database.
    """
    transaction.on_commit(lambda: _append(channel, body))


def resume_position(channel: str, named: str) -> StreamPosition:
    """The place that a reader names, or the channel's end when that is gone or none of ours.

    Ask for it before looking into the database: then nothing falls in between.
    Raises redis.RedisError.
    """
    try:
        facts: Any = redis_client().xinfo_stream(key_of(channel))
    except ResponseError:  # no such stream: nobody has told anything, or it was long ago
        return StreamPosition(START, is_resumed=False)
    last: str = facts["last-generated-id"]
    if not _ID.fullmatch(named) or order_of(named) > order_of(last):
        return StreamPosition(last, is_resumed=False)
    first = facts["first-entry"]
    is_cut = facts["entries-added"] > facts["length"]
    if is_cut and (first is None or order_of(first[0]) > order_of(named)):
        return StreamPosition(last, is_resumed=False)
    return StreamPosition(named, is_resumed=True)


def delete_channel(channel: str) -> None:
    """Once the transaction is committed, nobody can read what was told there."""
    transaction.on_commit(lambda: _delete(channel))


def _append(channel: str, body: dict[str, Any]) -> None:
    key = key_of(channel)
    try:
        with redis_client().pipeline(transaction=False) as pipe:
            pipe.xadd(key, {"body": orjson.dumps(body)}, maxlen=KEPT, approximate=True)
            pipe.expire(key, KEPT_SECONDS)
            pipe.execute()
    except RedisError as error:
        log.warning("live_event_not_published", error=type(error).__name__)


def _delete(channel: str) -> None:
    try:
        redis_client().delete(key_of(channel))
    except RedisError as error:
        log.warning("live_channel_not_deleted", error=type(error).__name__)
