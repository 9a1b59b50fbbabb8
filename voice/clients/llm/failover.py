"""A provider with another to step in."""

from __future__ import annotations

from collections.abc import Iterator

import structlog

from voice.answering import AnswerProvider, AnswerRequest
from voice.answering.errors import ProviderError

log = structlog.get_logger(__name__)


class Failover:
    """Asks `first`; if it fails before a single piece has come, `second` answers instead.

    Once something has been said there is no going back: a later failure is raised.
    """

    def __init__(self, first: AnswerProvider, second: AnswerProvider) -> None:
        self._first, self._second = first, second
        self._speaker = first

    @property
    def name(self) -> str:
        """Of the one that speaks, or spoke last."""
        return self._speaker.name

    def stream(self, request: AnswerRequest) -> Iterator[str]:
        self._speaker = self._first
        begun = False
        try:
            for piece in self._first.stream(request):
                begun = True
                yield piece
        except ProviderError as error:
            if begun:
                raise
            log.warning(
                "provider_failed_over",
                provider=self._first.name,
                to=self._second.name,
                code=error.code,
            )
        if not begun:
            self._speaker = self._second
            yield from self._second.stream(request)
