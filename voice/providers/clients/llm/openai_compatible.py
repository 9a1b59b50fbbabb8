"""Chat models that use the OpenAI wire format: OpenAI itself, and many other servers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import openai
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam
from openai.types.chat.chat_completion_chunk import ChoiceDeltaToolCall

from core.deadline import UnderDeadline
from voice.answering.errors import (
    ProviderError,
    ProviderRefused,
    ProviderTimeout,
    StreamCut,
)
from voice.answering.prompting import ChatMessage
from voice.answering.tools import Exchanged, Tool, ToolCall
from voice.providers.clients.llm.calls import CallReader
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

    def _dialogue(
        self, messages: list[ChatMessage], exchanged: Sequence[Exchanged]
    ) -> dict[str, object]:
        turns: list[Mapping[str, object]] = [{**message} for message in messages]
        for each in exchanged:
            calls = [_call(call) for call in each.calls]
            turns.append({"role": "assistant", "content": each.text or None, "tool_calls": calls})
            turns += [
                {"role": "tool", "tool_call_id": call.id, "content": result}
                for call, result in zip(each.calls, each.results, strict=True)
            ]
        return {"messages": cast(list[ChatCompletionMessageParam], turns)}

    def _described(self, tool: Tool) -> dict[str, object]:
        function = {
            "name": tool.name,
            "description": tool.description,
            "parameters": dict(tool.schema),
        }
        return {"type": "function", "function": function}

    def _create(self, **options: Any) -> openai.Stream[ChatCompletionChunk]:
        return self._client.chat.completions.create(
            model=self._model,
            stream=True,
            stream_options={"include_usage": True},
            **options,
        )

    def _parts_of(self, chunks: openai.Stream[ChatCompletionChunk]) -> Iterator[str | ToolCall]:
        finish, anything, calls = None, False, CallReader()
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
                    for piece in choice.delta.tool_calls or ():
                        self._read(piece, calls)
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
        if not (anything or calls):
            raise ProviderError()
        yield from calls.whole()

    def _read(self, piece: ChoiceDeltaToolCall, calls: CallReader) -> None:
        """Take up a fragment. Some servers send whole calls one after the other under one index."""
        function = piece.function
        name = (function.name if function else None) or ""
        arguments = (function.arguments if function else None) or ""
        calls.read(piece.index, id=piece.id or "", name=name, json=self._meter.count(arguments))


def _call(call: ToolCall) -> dict[str, object]:
    """A call as it is sent back; servers refuse arguments that are no JSON."""
    function = {"name": call.name, "arguments": json.dumps(call.arguments or {})}
    return {"id": call.id, "type": "function", "function": function}
