"""The text of an answer, sent to its readers as it is worded."""

from __future__ import annotations

import structlog
from redis.exceptions import RedisError

from voice.conversations.clients.streams import ReplyStream, StreamEvent, token_event
from voice.conversations.errors import AnswerInterrupted

log = structlog.get_logger(__name__)


class LiveAnswer:
    """Text as it is said: sent on to readers, except what an earlier attempt has sent already."""

    def __init__(self, stream: ReplyStream) -> None:
        self.stream = stream
        self.text = ""
        self.is_cut = False
        try:
            self.before = stream.text_sent()
        except RedisError:
            self.before = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been said, in this attempt or an earlier one."""
        return not self.text and not self.before

    def say(self, words: str) -> None:
        """Raises AnswerInterrupted when this is not what readers have been told."""
        start = len(self.text)
        self.text += words
        sent = len(self.before)
        if start < sent and self.before[start : len(self.text)] != self.text[start:sent]:
            raise AnswerInterrupted
        fresh = self.text[max(start, sent) :]
        if fresh:
            self.send([token_event(fresh, end=len(self.text))])

    def check(self) -> None:
        """Raises AnswerInterrupted when readers have been told more than this."""
        if len(self.text) < len(self.before):
            raise AnswerInterrupted

    def send(self, events: list[StreamEvent]) -> None:
        """Without Redis the answer is still stored, and readers are given that.

        Once something could not be sent nothing more is: the text must have no hole.
        """
        if self.is_cut:
            return
        try:
            self.stream.append(events)
        except RedisError as error:
            self.is_cut = True
            log.warning("live_text_not_sent", error=type(error).__name__)
