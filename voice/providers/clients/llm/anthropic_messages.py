"""Claude, behind Anthropic's Messages API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import anthropic
import httpx
from anthropic.types import MessageParam, RawMessageStreamEvent

from core.deadline import UnderDeadline
from voice.answering.errors import ProviderError, ProviderRefused, ProviderTimeout, StreamCut
from voice.answering.prompting import ChatMessage
from voice.answering.tools import Exchanged, Tool, ToolCall
from voice.providers.clients.llm.bridge import bridge_client
from voice.providers.clients.llm.calls import CallReader
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

    def _dialogue(
        self, messages: list[ChatMessage], exchanged: Sequence[Exchanged]
    ) -> dict[str, object]:
        rules, *said = messages
        while said[0]["role"] == "assistant":  # a greeting: the API requires that the user starts
            said = said[1:]
        turns: list[Mapping[str, object]] = [{**message} for message in said]
        for each in exchanged:
            text = [{"type": "text", "text": each.text.strip()}] if each.text.strip() else []
            calls = [
                {
                    "type": "tool_use",
                    "id": call.id,
                    "name": call.name,
                    "input": call.arguments or {},
                }
                for call in each.calls
            ]
            results = [
                {"type": "tool_result", "tool_use_id": call.id, "content": result}
                for call, result in zip(each.calls, each.results, strict=True)
            ]
            turns.append({"role": "assistant", "content": [*text, *calls]})
            turns.append({"role": "user", "content": results})
        return {"system": rules["content"], "messages": cast(list[MessageParam], turns)}

    def _described(self, tool: Tool) -> dict[str, object]:
        return {
            "name": tool.name,
            "description": tool.description,
            "input_schema": dict(tool.schema),
        }

    def _create(self, **options: Any) -> anthropic.Stream[RawMessageStreamEvent]:
        return self._client.messages.create(
            model=self._model, max_tokens=_MAX_TOKENS, stream=True, **options
        )

    def _parts_of(
        self, events: anthropic.Stream[RawMessageStreamEvent]
    ) -> Iterator[str | ToolCall]:
        reason, anything, calls = None, False, CallReader()
        try:
            for event in events:
                if event.type == "message_start":
                    self._meter.report(input_tokens=event.message.usage.input_tokens)
                elif event.type == "content_block_start":
                    if event.content_block.type == "tool_use":
                        block = event.content_block
                        calls.read(event.index, id=block.id, name=block.name)
                elif event.type == "content_block_delta":
                    if event.delta.type == "text_delta":
                        anything = True
                        yield self._meter.count(event.delta.text)
                    elif event.delta.type == "input_json_delta":
                        calls.read(event.index, json=self._meter.count(event.delta.partial_json))
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
        if not (anything or calls):
            raise ProviderError()
        yield from calls.whole()
