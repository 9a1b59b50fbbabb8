"""Claude, behind Anthropic's Messages API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import anthropic
import httpx
from anthropic.types import MessageParam, RawMessageStreamEvent

from core.deadline import UnderDeadline
from voice.answering.errors import ProviderError, ProviderRefused, ProviderTimeout, StreamCut
from voice.answering.prompting import ChatMessage
from voice.providers.clients.llm.bridge import bridge_client
from voice.providers.clients.llm.exchange import Exchange

DEFAULT_URL = "https://api.anthropic.com"
_MAX_TOKENS = 2_048  # more than the longest answer that an agent may be set to


class _Client(UnderDeadline, anthropic.Anthropic):
    """The library's client, with a deadline."""


class AnthropicMessages(Exchange):
    """One model at one address."""

    sdk = anthropic
    failure = anthropic.AnthropicError
    client = _Client
    default_url = DEFAULT_URL

    def _over(self, http_client: Any) -> Any:
        return bridge_client(http_client)

    def _create(
        self, messages: list[ChatMessage], **options: Any
    ) -> anthropic.Stream[RawMessageStreamEvent]:
        rules, *turns = messages
        while turns[0]["role"] == "assistant":  # a greeting: the API requires that the user starts
            turns = turns[1:]
        return self._client.messages.create(
            model=self._model,
            max_tokens=_MAX_TOKENS,
            system=rules["content"],
            messages=cast(list[MessageParam], turns),
            stream=True,
            **options,
        )

    def _text_of(self, events: anthropic.Stream[RawMessageStreamEvent]) -> Iterator[str]:
        reason, anything = None, False
        try:
            for event in events:
                if event.type == "message_start":
                    self._meter.report(input_tokens=event.message.usage.input_tokens)
                elif event.type == "content_block_delta" and event.delta.type == "text_delta":
                    anything = True
                    yield self._meter.count(event.delta.text)
                elif event.type == "message_delta":
                    reason = event.delta.stop_reason
                    self._meter.report(output_tokens=event.usage.output_tokens)
        except (anthropic.APITimeoutError, httpx.TimeoutException) as error:
            if reason is None:
                raise ProviderTimeout() from error
        except (anthropic.APIConnectionError, httpx.TransportError) as error:
            if reason is None:
                raise StreamCut() from error
        if reason == "refusal":
            raise ProviderRefused()
        if reason is None or reason == "max_tokens":
            raise StreamCut()
        if not anything:
            raise ProviderError()
