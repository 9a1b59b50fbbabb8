"""Waits for a finished answer, for clients without streaming."""

from __future__ import annotations

import time

from redis.exceptions import RedisError

from core.db.connections import release_connection
from core.scope import workspace_scope
from voice.conversations.clients.streams import ReplyStream
from voice.conversations.errors import AnswerInterrupted
from voice.conversations.models import Message
from widget import queries
from widget.errors import AnswerLate

MAX_WAIT_SECONDS = 30.0  # seconds
_PAUSE = 0.2
PASSED_ON = "Your message has been passed on to a colleague."


def wait_for_answer(message: Message) -> dict[str, str]:
    """Waits outside of any transaction. Raises AnswerLate or AnswerInterrupted."""
    ends_at = time.monotonic() + MAX_WAIT_SECONDS
    while (current := _stored(message)).state == Message.State.GENERATING:
        if time.monotonic() > ends_at:
            raise AnswerLate(retry_after=5)
        _wait_for_stream_end(message)
    if current.state == Message.State.FAILED:
        raise AnswerInterrupted
    is_said = current.role == Message.Role.ASSISTANT and current.state == Message.State.COMPLETED
    return {
        "response": current.content if is_said else PASSED_ON,
        "message_id": current.public_id,
    }


def _stored(message: Message) -> Message:
    try:
        with workspace_scope(message.workspace_id):
            return queries.answer_by_key(message.pk)
    finally:
        release_connection()


def _wait_for_stream_end(message: Message) -> None:
    """Wait until the stream has ended, or is idle."""
    try:
        for event in ReplyStream(message.public_id).read(after=-1):
            if event is None or event.is_final:
                break
    except RedisError:
        pass
    time.sleep(_PAUSE)
