"""Live channels: one capped Redis stream each. The database has everything that matters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import transaction
from redis.exceptions import RedisError, ResponseError

from core.json_values import dump_json
from core.live.entries import START, key_of, order_of
from core.redis import redis_client

log = structlog.get_logger(__name__)

KEPT = 1_000  # events per channel, for readers that reconnect
KEPT_SECONDS = 24 * 3_600
_ID = re.compile(r"\d{1,19}-\d{1,19}", re.ASCII)


@dataclass(frozen=True, slots=True)
class StreamPosition:
    """Where a reader starts. is_resumed:

    True if nothing was missed since the position that it named.
    """

    id: str
    is_resumed: bool


def publish(channel: str, body: dict[str, Any]) -> None:
    """Publish an event to a live channel after the commit.

    Without Redis it is lost; readers that reconnect read the database.
    """
    transaction.on_commit(lambda: _append(channel, body))


def resume_position(channel: str, named: str) -> StreamPosition:
    """The position to resume from, or the channel's end if it has expired or is invalid.

    Call this before reading the database, so that nothing is missed in between. Raises
    redis.RedisError.
    """
    try:
        facts: Any = redis_client().xinfo_stream(key_of(channel))
    except ResponseError:  # no such stream: nothing was published, or it has expired
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
    """Delete a channel's events after the commit."""
    transaction.on_commit(lambda: _delete(channel))


def _append(channel: str, body: dict[str, Any]) -> None:
    key = key_of(channel)
    try:
        with redis_client().pipeline(transaction=False) as pipe:
            pipe.xadd(key, {"body": dump_json(body)}, maxlen=KEPT, approximate=True)
            pipe.expire(key, KEPT_SECONDS)
            pipe.execute()
    except RedisError as error:
        log.warning("live_event_not_published", error=type(error).__name__)


def _delete(channel: str) -> None:
    try:
        redis_client().delete(key_of(channel))
    except RedisError as error:
        log.warning("live_channel_not_deleted", error=type(error).__name__)
