"""Chat models behind the OpenAI wire format: OpenAI itself, and the many servers that speak it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Any, cast

import openai
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

from voice.answering.bounds import within
from voice.answering.errors import (
    ProviderBusy,
    ProviderError,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnreachable,
    StreamCut,
)
from voice.answering.prompting import chat_messages
from voice.answering.types import AnswerRequest

_TEMPERATURE = 0.2  # answers are to be worded, not made up


class OpenAICompatible:
    """One model at one address.

    timeout_seconds: longest silence of the server, be it before or between two pieces.
    total_seconds: longest time for a whole answer.
    http_client: an `httpx.Client` to connect with; the caller closes it.
    """

    name = "openai_compatible"

    def __init__(
        self,
        *,
        base_url: str,
        api_key: str,
        model: str,
        timeout_seconds: float = 15.0,
        total_seconds: float = 60.0,
        http_client: Any | None = None,
    ) -> None:
        self._model = model
        self._total_seconds = total_seconds
        # No retries: a visitor is waiting, and `Failover` has an answer at once.
        self._client = openai.OpenAI(
            base_url=base_url,
            api_key=api_key,
            timeout=timeout_seconds,
            max_retries=0,
            http_client=http_client,
        )

    def stream(self, request: AnswerRequest) -> Iterator[str]:
        yield from within(self._pieces(request), request.persona.max_response_length)

    def _pieces(self, request: AnswerRequest) -> Iterator[str]:
        deadline = time.monotonic() + self._total_seconds
        try:
            chunks: openai.Stream[ChatCompletionChunk] = self._client.chat.completions.create(
                model=self._model,
                messages=cast(list[ChatCompletionMessageParam], chat_messages(request)),
                temperature=_TEMPERATURE,
                stream=True,
            )
        except openai.OpenAIError as error:
            raise _ours(error) from error
        with chunks:
            try:
                yield from _text_of(chunks, deadline)
            except openai.APITimeoutError as error:
                raise ProviderTimeout() from error
            except openai.APIConnectionError as error:
                raise StreamCut() from error
            except (openai.OpenAIError, ValueError) as error:  # ValueError: an event is no JSON
                raise ProviderError() from error


def _text_of(chunks: Iterable[ChatCompletionChunk], deadline: float) -> Iterator[str]:
    """The text of the chunks; raises unless the server says that it is complete."""
    finish, anything = None, False
    for chunk in chunks:
        if time.monotonic() > deadline:
            raise ProviderTimeout()
        if not chunk.choices:
            continue  # usage figures
        choice = chunk.choices[0]
        finish = choice.finish_reason or finish
        if text := choice.delta.content:
            anything = True
            yield text
    if finish == "content_filter":
        raise ProviderRefused()
    if finish is None:
        raise StreamCut()
    if not anything:
        raise ProviderError()


def _ours(error: openai.OpenAIError) -> ProviderError:
    if isinstance(error, openai.APITimeoutError):
        return ProviderTimeout()
    if isinstance(error, openai.RateLimitError):
        return ProviderBusy(retry_after=_retry_after(error))
    if isinstance(error, openai.APIStatusError):
        return ProviderError() if error.status_code >= 500 else ProviderRefused()
    if isinstance(error, openai.APIConnectionError):
        return ProviderUnreachable()
    return ProviderError()


def _retry_after(error: openai.RateLimitError) -> int | None:
    value = error.response.headers.get("retry-after", "")
    return int(value) if value.isdigit() else None
