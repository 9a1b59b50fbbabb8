"""The live text of an answer, from its generator to its readers: one Redis stream per answer.

Event ids are offsets into the text, so that a reader can resume from any of them, in the stream or,
once that has expired, in the stored message. The start has 0, each piece of text the offset of its
end, the sources the text's length plus one, the end plus two.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from core.json_values import dump_json
from core.redis import BLOCK_MILLISECONDS, async_redis_client, redis_client, unless_stalled

KEPT_SECONDS = 3600
WAIT_MILLISECONDS = 5_000  # between two keep-alives for the reader
_NOTHING: Sequence[None] = (None,)
FINAL = frozenset({"done", "error"})
BY_AGENT, BY_HUMAN = "AGENT", "HUMAN"  # who answers


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """id: an offset as described above. body: what the contract documents, `type` first."""

    id: int
    body: dict[str, Any]

    @property
    def is_final(self) -> bool:
        return self.body["type"] in FINAL


def start_event(message: str, session: str | None) -> StreamEvent:
    """session: None leaves it out, for a reader who has not shown that it is theirs."""
    named = {} if session is None else {"session_id": session}
    return StreamEvent(0, {"type": "start", "message_id": message, **named})


def token_event(text: str, *, end: int) -> StreamEvent:
    return StreamEvent(end, {"type": "token", "content": text})


def closing_events(
    *,
    length: int,
    sources: Sequence[dict[str, object]],
    confidence: float,
    handled_by: str = BY_AGENT,
    unsupported: Sequence[str] = (),
) -> list[StreamEvent]:
    done = {"type": "done", "confidence": round(confidence, 4), "handled_by": handled_by}
    if unsupported:
        done["unsupported"] = list(unsupported)
    return [
        StreamEvent(length + 1, {"type": "sources", "sources": list(sources)}),
        StreamEvent(length + 2, done),
    ]


def error_event(*, length: int, code: str, detail: str) -> StreamEvent:
    return StreamEvent(length + 1, {"type": "error", "detail": detail, "code": code})


class ReplyStream:
    """The stream of one message, identified by its public id."""

    def __init__(self, message: str) -> None:
        self.key = f"reply:{message}"

    def append(self, events: Iterable[StreamEvent]) -> None:
        """Raises redis.RedisError; the generator then continues without live readers."""
        with redis_client().pipeline(transaction=False) as pipe:
            for event in events:
                pipe.xadd(self.key, {"id": event.id, "body": dump_json(event.body)})
            pipe.expire(self.key, KEPT_SECONDS)
            pipe.execute()

    def text_sent(self) -> str:
        """The text that readers may have seen already, from an attempt that died."""
        entries: Any = redis_client().xrange(self.key)
        bodies = [orjson.loads(fields["body"]) for _, fields in entries]
        return "".join(body["content"] for body in bodies if body["type"] == "token")

    def read(self, *, after: int) -> Iterator[StreamEvent | None]:
        """Yield events after `after` up to the final one, and None whenever none came in time."""
        place = _Place(after)
        while not place.finished:
            found = redis_client().xread({self.key: place.at}, block=BLOCK_MILLISECONDS)
            yield from place.take(found) or _NOTHING

    async def follow(self, *, after: int) -> AsyncIterator[StreamEvent | None]:
        """Like `read`, for an event loop; uses a connection only while it waits.

        Raises redis.RedisError, soon also if the server has stalled.
        """
        place = _Place(after)
        client = async_redis_client()
        while not place.finished:
            found = await unless_stalled(
                lambda: client.xread({self.key: place.at}, block=WAIT_MILLISECONDS)
            )
            for event in place.take(found) or _NOTHING:
                yield event


class _Place:
    """The position of a reader in a stream."""

    def __init__(self, after: int) -> None:
        self.at = "0"
        self.after = after
        self.finished = False

    def take(self, found: Any) -> list[StreamEvent]:
        events = []
        for _, entries in found or []:
            for entry, fields in entries:
                self.at = entry
                event = StreamEvent(int(fields["id"]), orjson.loads(fields["body"]))
                self.finished = self.finished or event.is_final
                if event.id > self.after:
                    events.append(event)
                    self.after = event.id
        return events
