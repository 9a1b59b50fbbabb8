"""Sends an answer's text to its readers while it is generated."""

from __future__ import annotations

import structlog
from redis.exceptions import RedisError

from voice.conversations.clients.streams import ReplyStream, StreamEvent, token_event
from voice.conversations.errors import AnswerInterrupted

log = structlog.get_logger(__name__)


class LiveAnswer:
    """The text of an answer, sent to readers except for what an earlier attempt has sent."""

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
        """True if no text has been sent, in this attempt or an earlier one."""
        return not self.text and not self.before

    def say(self, words: str) -> None:
        """Add text. Raises AnswerInterrupted if it differs from what readers have received."""
        start = len(self.text)
        self.text += words
        sent = len(self.before)
        if start < sent and self.before[start : len(self.text)] != self.text[start:sent]:
            raise AnswerInterrupted
        fresh = self.text[max(start, sent) :]
        if fresh:
            self.send([token_event(fresh, end=len(self.text))])

    def check(self) -> None:
        """Raise AnswerInterrupted if readers have received more than this text."""
        if len(self.text) < len(self.before):
            raise AnswerInterrupted

    def send(self, events: list[StreamEvent]) -> None:
        """Send events to readers. Without Redis the answer is still stored, and readers get it from
        there.

        After one failure nothing more is sent, so that the text has no gap.
        """
        if self.is_cut:
            return
        try:
            self.stream.append(events)
        except RedisError as error:
            self.is_cut = True
            log.warning("live_text_not_sent", error=type(error).__name__)
