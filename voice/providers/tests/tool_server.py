"""A scripted model that calls tools, in both wire formats, streamed in fragments."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.outbound import pinned_client
from voice.providers.clients.llm.anthropic_messages import AnthropicMessages
from voice.providers.clients.llm.base import LanguageModel
from voice.providers.clients.llm.openai_compatible import OpenAICompatible
from voice.providers.tests.llm_server import Handler, Peer, Server

ASKED, GENERATED = 100, 10  # tokens that each exchange reports
WIRES = ("OPENAI_COMPATIBLE", "ANTHROPIC")


@dataclass(frozen=True)
class Says:
    """One exchange of a model. calls: names with arguments, as values or as raw text."""

    text: str = ""
    calls: Sequence[tuple[str, Mapping[str, Any] | str]] = ()


Script = Says | Callable[[dict[str, Any]], Says] | int  # the last: a status to refuse with


def scripted(wire: str, *script: Script) -> Handler:
    """Play one after another; the last again and again. A callable gets the request's body."""
    left = list(script)

    def handle(peer: Peer) -> None:
        each = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(each, int):
            peer.refuse(each)
            return
        says = each if isinstance(each, Says) else each(peer.server.requests[-1][2])
        (_claude if wire == "ANTHROPIC" else _openai)(peer, says)

    return handle


def model_of(wire: str, server: Server, **options: Any) -> LanguageModel:
    """The real client library, connected to the server."""
    address = f"http://127.0.0.1:{server.server_port}"
    options |= {"api_key": "k", "model": "m", "http_client": pinned_client(allow_loopback=True)}
    if wire == "ANTHROPIC":
        return AnthropicMessages(base_url=address, **options)
    return OpenAICompatible(base_url=f"{address}/v1", **options)


def results_in(body: dict[str, Any]) -> list[Any]:
    """The results of tools in a request, as the model reads them."""
    found = []
    for message in body["messages"]:
        if message["role"] == "tool":
            found.append(json.loads(message["content"]))
        elif isinstance(message["content"], list):
            found += [
                json.loads(each["content"])
                for each in message["content"]
                if each["type"] == "tool_result"
            ]
    return found


def rules_in(body: dict[str, Any]) -> str:
    """The system prompt of a request."""
    return str(body["system"] if "system" in body else body["messages"][0]["content"])


def _fragments(arguments: Mapping[str, Any] | str) -> list[str]:
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    size = max(7, len(text) // 20)
    return [text[start : start + size] for start in range(0, len(text), size)]


def _openai(peer: Peer, says: Says) -> None:
    """All calls begin before the arguments of any are whole."""
    peer.begin()
    for start in range(0, len(says.text), 9):
        peer.piece(says.text[start : start + 9])
    for index, (name, _) in enumerate(says.calls):
        function = {"name": name, "arguments": ""}
        call = {"index": index, "id": f"call_{index}_{name}"[:40], "type": "function"}
        peer.delta({"tool_calls": [{**call, "function": function}]})
    pieces = [_fragments(arguments) for _, arguments in says.calls]
    for round_ in range(max(map(len, pieces), default=0)):
        for index, each in enumerate(pieces):
            if round_ < len(each):
                function = {"arguments": each[round_]}
                peer.delta({"tool_calls": [{"index": index, "function": function}]})
    peer.piece(finish="tool_calls" if says.calls else "stop")
    peer.usage(ASKED, GENERATED)
    peer.end()


def _claude(peer: Peer, says: Says) -> None:
    peer.begin()
    message = {"id": "m1", "type": "message", "role": "assistant", "model": "c", "content": []}
    usage = {"input_tokens": ASKED, "output_tokens": 1}
    peer.claude("message_start", message={**message, "stop_reason": None, "usage": usage})
    index = 0
    if says.text:
        peer.claude("content_block_start", index=0, content_block={"type": "text", "text": ""})
        for start in range(0, len(says.text), 9):
            delta = {"type": "text_delta", "text": says.text[start : start + 9]}
            peer.claude("content_block_delta", index=0, delta=delta)
        peer.claude("content_block_stop", index=0)
        index = 1
    for number, (name, arguments) in enumerate(says.calls, start=index):
        block = {"type": "tool_use", "id": f"toolu_{number}", "name": name, "input": {}}
        peer.claude("content_block_start", index=number, content_block=block)
        for each in _fragments(arguments):
            delta = {"type": "input_json_delta", "partial_json": each}
            peer.claude("content_block_delta", index=number, delta=delta)
        peer.claude("content_block_stop", index=number)
    reason = "tool_use" if says.calls else "end_turn"
    delta = {"stop_reason": reason, "stop_sequence": None}
    peer.claude("message_delta", delta=delta, usage={"output_tokens": GENERATED})
    peer.claude("message_stop")
    peer.wfile.write(b"0\r\n\r\n")
