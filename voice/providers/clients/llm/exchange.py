"""Answers through a client library: what `openai` and `anthropic` have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from core.deadline import Deadline
from voice.answering.bounds import within
from voice.answering.errors import AnswerCancelled, ProviderError, ProviderTimeout
from voice.answering.prompting import ChatMessage, chat_messages
from voice.answering.types import AnswerRequest
from voice.providers.clients.llm.base import (
    TEMPERATURE,
    TIMEOUT_SECONDS,
    TOTAL_SECONDS,
    Meter,
    Usage,
    to_provider_error,
)


class Exchange(ABC):
    """A `LanguageModel` that sends requests; subclasses parse the library's events.

    sdk: the library; both name their errors alike.
    client: of the library, with a `deadline` for each request.

    timeout_seconds: longest silence of the server, before the first piece or between two.
    total_seconds: longest time for a whole answer.
    http_client: an `httpx2.Client` to connect with; the caller closes it.
    """

    sdk: ModuleType
    failure: type[Exception]
    client: Callable[..., Any]
    default_url: str

    def __init__(
        self,
        *,
        base_url: str,
        api_key: str,
        model: str,
        timeout_seconds: float = TIMEOUT_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
        http_client: Any | None = None,
    ) -> None:
        self._client = self.client(
            base_url=base_url or self.default_url,
            api_key=api_key,
            timeout=timeout_seconds,
            # No retries in the library: only the caller knows whether a piece has been sent.
            max_retries=0,
            http_client=None if http_client is None else self._over(http_client),
        )
        self._model = model
        self._total_seconds = total_seconds
        self._meter = Meter()
        self._deadline: Deadline | None = None
        self._is_cancelled = False

    @property
    def usage(self) -> Usage:
        return self._meter.usage

    def cancel(self) -> None:
        self._is_cancelled = True
        if self._deadline is not None:
            self._deadline.cut()

    def stream(self, request: AnswerRequest) -> Iterator[str]:
        pieces = self._pieces(chat_messages(request))
        yield from within(pieces, request.persona.max_response_length)

    def _over(self, http_client: Any) -> Any:
        """The connecting client, in the form that the library expects."""
        return http_client

    @abstractmethod
    def _create(self, messages: list[ChatMessage], **options: Any) -> Any:
        """Send the request and return the stream of the library's events, a context manager."""

    @abstractmethod
    def _text_of(self, events: Any) -> Iterator[str]:
        """Yield the text of the events. Raises unless the provider marks it as complete."""

    def _pieces(self, messages: list[ChatMessage]) -> Iterator[str]:
        with Deadline(self._total_seconds) as deadline:
            self._client.deadline = self._deadline = deadline
            try:
                if self._is_cancelled:
                    raise AnswerCancelled()
                with self._begin(messages) as events:
                    self._meter.begin(messages)
                    yield from self._text_of(events)
            # Whatever the library raises: a server's answer can make it fail in any way.
            except Exception as error:
                if self._is_cancelled:
                    raise AnswerCancelled() from error
                if deadline.has_passed:
                    raise ProviderTimeout() from error
                if isinstance(error, ProviderError):
                    raise
                raise to_provider_error(self.sdk, error) from error

    def _begin(self, messages: list[ChatMessage]) -> Any:
        try:
            return self._create(messages, temperature=TEMPERATURE)
        except self.sdk.BadRequestError as error:
            if "temperature" not in str(error):
                raise to_provider_error(self.sdk, error) from error
        except self.failure as error:
            raise to_provider_error(self.sdk, error) from error
        try:  # a model that accepts only its default temperature
            return self._create(messages)
        except self.failure as error:
            raise to_provider_error(self.sdk, error) from error
