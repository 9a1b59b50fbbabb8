"""Chat models behind the OpenAI wire format: OpenAI itself, and the many servers that speak it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import httpx2
import openai
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

from core.deadline import Deadline
from voice.answering.bounds import within
from voice.answering.errors import (
    ProviderError,
    ProviderRefused,
    ProviderTimeout,
    StreamCut,
)
from voice.answering.prompting import ChatMessage, chat_messages
from voice.answering.types import AnswerRequest
from voice.clients.llm.base import TEMPERATURE, TIMEOUT_SECONDS, TOTAL_SECONDS, Meter, Usage, ours

DEFAULT_URL = "https://api.openai.com/v1"


class _Client(openai.OpenAI):
    """deadline: over each request that is sent while it is set."""

    deadline: Deadline

    def _prepare_request(self, request: httpx2.Request) -> None:
        request.extensions["trace"] = self.deadline.trace


class OpenAICompatible:
    """One model at one address.

    timeout_seconds: longest silence of the server, be it before or between two pieces.
    total_seconds: longest time for a whole answer.
    http_client: an `httpx2.Client` to connect with; the caller closes it.
    """

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
        self._model = model
        self._total_seconds = total_seconds
        self._meter = Meter()
        # No retries of its own: who asks knows whether a word has been said.
        self._client = _Client(
            base_url=base_url or DEFAULT_URL,
            api_key=api_key,
            timeout=timeout_seconds,
            max_retries=0,
            http_client=http_client,
        )

    @property
    def usage(self) -> Usage:
        return self._meter.usage

    def stream(self, request: AnswerRequest) -> Iterator[str]:
        pieces = self._pieces(chat_messages(request))
        yield from within(pieces, request.persona.max_response_length)

    def _pieces(self, messages: list[ChatMessage]) -> Iterator[str]:
        with Deadline(self._total_seconds) as deadline:
            self._client.deadline = deadline
            try:
                with self._begin(messages) as chunks:
                    self._meter.begin(messages)
                    yield from self._text_of(chunks)
            except (openai.OpenAIError, ProviderError, ValueError) as error:
                if deadline.has_passed:
                    raise ProviderTimeout() from error
                raise

    def _begin(self, messages: list[ChatMessage]) -> openai.Stream[ChatCompletionChunk]:
        try:
            return self._create(messages, temperature=TEMPERATURE)
        except openai.BadRequestError as error:
            if "temperature" not in str(error):
                raise ours(openai, error) from error
        except openai.OpenAIError as error:
            raise ours(openai, error) from error
        try:  # a model that takes no other than its own
            return self._create(messages)
        except openai.OpenAIError as error:
            raise ours(openai, error) from error

    def _create(
        self, messages: list[ChatMessage], **options: Any
    ) -> openai.Stream[ChatCompletionChunk]:
        return self._client.chat.completions.create(
            model=self._model,
            messages=cast(list[ChatCompletionMessageParam], messages),
            stream=True,
            stream_options={"include_usage": True},
            **options,
        )

    def _text_of(self, chunks: openai.Stream[ChatCompletionChunk]) -> Iterator[str]:
        """The text of the chunks; raises unless the server says that it is complete."""
        finish, anything = None, False
        try:
            for chunk in chunks:
                if chunk.usage is not None:
                    self._meter.be_told(
                        input_tokens=chunk.usage.prompt_tokens,
                        output_tokens=chunk.usage.completion_tokens,
                    )
                for choice in chunk.choices:
                    finish = choice.finish_reason or finish
                    if text := choice.delta.content:
                        anything = True
                        yield self._meter.hear(text)
        except openai.APITimeoutError as error:
            if finish is None:
                raise ProviderTimeout() from error
        except openai.APIConnectionError as error:
            if finish is None:
                raise StreamCut() from error
        except (openai.OpenAIError, ValueError, AttributeError, TypeError) as error:
            # ValueError: an event is no JSON; the others: its JSON is no chunk.
            raise ProviderError() from error
        if finish == "content_filter":
            raise ProviderRefused()
        if finish is None or finish == "length":
            raise StreamCut()
        if not anything:
            raise ProviderError()
