"""Answers through a client library: what `openai` and `anthropic` have in common."""

from __future__ import annotations

import json
import secrets
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

from core.deadline import Deadline
from voice.answering.bounds import within
from voice.answering.errors import AnswerCancelled, ProviderError, ProviderTimeout
from voice.answering.prompting import ChatMessage, chat_messages
from voice.answering.tools import Exchanged, Tool, ToolCall
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
        self._fence = secrets.token_hex(8)  # the same in all exchanges of an answer
        self._ends: float | None = None
        self._options: dict[str, object] = {"temperature": TEMPERATURE}

    @property
    def usage(self) -> Usage:
        return self._meter.usage

    def cancel(self) -> None:
        self._is_cancelled = True
        if self._deadline is not None:
            self._deadline.cut()

    def stream(self, request: AnswerRequest) -> Iterator[str]:
        messages = chat_messages(request)
        parts = self._parts(self._dialogue(messages, ()), texts=_texts(messages, ()))
        yield from within(_only_text(parts), request.persona.max_response_length)

    def converse(
        self, request: AnswerRequest, tools: Sequence[Tool], exchanged: Sequence[Exchanged]
    ) -> Iterator[str | ToolCall]:
        messages = chat_messages(request, fence=self._fence)
        self._ends = self._ends or time.monotonic() + self._total_seconds
        yield from self._parts(
            self._dialogue(messages, exchanged),
            texts=[*_texts(messages, exchanged), json.dumps([each.schema for each in tools])],
            seconds=self._ends - time.monotonic(),
            tools=[self._described(each) for each in tools],
        )

    def _over(self, http_client: Any) -> Any:
        """The connecting client, in the form that the library expects."""
        return http_client

    @abstractmethod
    def _dialogue(
        self, messages: list[ChatMessage], exchanged: Sequence[Exchanged]
    ) -> Mapping[str, object]:
        """The messages and the exchanges after them, as arguments of `_create`."""

    @abstractmethod
    def _described(self, tool: Tool) -> Mapping[str, object]:
        """The tool in the library's form."""

    @abstractmethod
    def _create(self, **options: Any) -> Any:
        """Send the request and return the stream of the library's events, a context manager."""

    @abstractmethod
    def _parts_of(self, events: Any) -> Iterator[str | ToolCall]:
        """Yield text, then calls. Raises unless the provider marks the events as complete."""

    def _parts(
        self,
        dialogue: Mapping[str, object],
        *,
        texts: Sequence[str],
        seconds: float | None = None,
        **options: Any,
    ) -> Iterator[str | ToolCall]:
        """texts: what is sent, for counting. seconds: until the deadline, if not all of them."""
        with Deadline(max(0.0, self._total_seconds if seconds is None else seconds)) as deadline:
            self._client.deadline = self._deadline = deadline
            try:
                if self._is_cancelled:
                    raise AnswerCancelled()
                with self._begin(**dialogue, **options) as events:
                    self._meter.begin(texts)
                    yield from self._parts_of(events)
            # Whatever the library raises: a server's answer can make it fail in any way.
            except Exception as error:
                if self._is_cancelled:
                    raise AnswerCancelled() from error
                if deadline.has_passed:
                    raise ProviderTimeout() from error
                if isinstance(error, ProviderError):
                    raise
                raise to_provider_error(self.sdk, error) from error

    def _begin(self, **options: Any) -> Any:
        try:
            return self._create(**options, **self._options)
        except self.sdk.BadRequestError as error:
            if not self._options or "temperature" not in str(error):
                raise to_provider_error(self.sdk, error) from error
        except self.failure as error:
            raise to_provider_error(self.sdk, error) from error
        self._options = {}  # a model that accepts only its default temperature
        try:
            return self._create(**options)
        except self.failure as error:
            raise to_provider_error(self.sdk, error) from error


def _only_text(parts: Iterator[str | ToolCall]) -> Iterator[str]:
    """Raises ProviderError for a model that calls tools without having been given any."""
    for part in parts:
        if isinstance(part, ToolCall):
            raise ProviderError()
        yield part


def _texts(messages: Sequence[ChatMessage], exchanged: Sequence[Exchanged]) -> list[str]:
    """What is sent, for counting."""
    said = [message["content"] for message in messages]
    for each in exchanged:
        said += [each.text, *each.results]
        said += [json.dumps(call.arguments) for call in each.calls]
    return said
