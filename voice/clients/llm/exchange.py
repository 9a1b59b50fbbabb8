"""An answer of a model behind a client library: what `openai` and `anthropic` have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from core.deadline import Deadline
from voice.answering.bounds import within
from voice.answering.errors import ProviderError, ProviderTimeout
from voice.answering.prompting import ChatMessage, chat_messages
from voice.answering.types import AnswerRequest
from voice.clients.llm.base import TEMPERATURE, Meter, Usage, ours


class Exchange(ABC):
    """A `LanguageModel` that knows how it is asked and not what its events look like.

    sdk: the library; the errors of both go by the same names, below `failure`.
    client: of the library, with a `deadline` that it puts over each request.
    total_seconds: longest time for a whole answer.
    """

    sdk: ModuleType
    failure: type[Exception]

    def __init__(self, *, client: Any, model: str, total_seconds: float) -> None:
        self._client = client
        self._model = model
        self._total_seconds = total_seconds
        self._meter = Meter()

    @property
    def usage(self) -> Usage:
        return self._meter.usage

    def stream(self, request: AnswerRequest) -> Iterator[str]:
        pieces = self._pieces(chat_messages(request))
        yield from within(pieces, request.persona.max_response_length)

    @abstractmethod
    def _create(self, messages: list[ChatMessage], **options: Any) -> Any:
        """Send the request: a stream of the library's events, to be entered with `with`."""

    @abstractmethod
    def _text_of(self, events: Any) -> Iterator[str]:
        """The text of the events; raises unless the provider says that it is complete."""

    def _pieces(self, messages: list[ChatMessage]) -> Iterator[str]:
        with Deadline(self._total_seconds) as deadline:
            self._client.deadline = deadline
            try:
                with self._begin(messages) as events:
                    self._meter.begin(messages)
                    yield from self._text_of(events)
            except (self.failure, ProviderError, ValueError) as error:
                if deadline.has_passed:
                    raise ProviderTimeout() from error
                raise

    def _begin(self, messages: list[ChatMessage]) -> Any:
        try:
            return self._create(messages, temperature=TEMPERATURE)
        except self.sdk.BadRequestError as error:
            if "temperature" not in str(error):
                raise ours(self.sdk, error) from error
        except self.failure as error:
            raise ours(self.sdk, error) from error
        try:  # a model that takes no other than its own
            return self._create(messages)
        except self.failure as error:
            raise ours(self.sdk, error) from error
