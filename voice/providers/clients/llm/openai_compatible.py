"""Chat models that use the OpenAI wire format: OpenAI itself, and many other servers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import openai
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

from core.deadline import UnderDeadline
from voice.answering.errors import (
    ProviderError,
    ProviderRefused,
    ProviderTimeout,
    StreamCut,
)
from voice.answering.prompting import ChatMessage
from voice.providers.clients.llm.exchange import Exchange

DEFAULT_URL = "https://api.openai.com/v1"


class _Client(UnderDeadline, openai.OpenAI):
    """The library's client, with a deadline."""


class OpenAICompatible(Exchange):
    """One model at one address."""

    sdk = openai
    failure = openai.OpenAIError
    client = _Client
    default_url = DEFAULT_URL

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
        finish, anything = None, False
        try:
            for chunk in chunks:
                if chunk.usage is not None:
                    self._meter.report(
                        input_tokens=chunk.usage.prompt_tokens,
                        output_tokens=chunk.usage.completion_tokens,
                    )
                for choice in chunk.choices:
                    finish = choice.finish_reason or finish
                    if text := choice.delta.content:
                        anything = True
                        yield self._meter.count(text)
        except openai.APITimeoutError as error:
            if finish is None:
                raise ProviderTimeout() from error
        except openai.APIConnectionError as error:
            if finish is None:
                raise StreamCut() from error
        if finish == "content_filter":
            raise ProviderRefused()
        if finish is None or finish == "length":
            raise StreamCut()
        if not anything:
            raise ProviderError()
