"""Tools in both wire formats, through the vendors' own libraries."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from core.deadline import Deadline
from voice.answering.errors import (
    AnswerCancelled,
    ProviderError,
    ProviderRefused,
    ProviderTimeout,
    StreamCut,
)
from voice.answering.tools import MAX_ARGUMENTS_LENGTH, MAX_CALLS, Exchanged, Tool, ToolCall
from voice.providers.clients.llm import Usage, exchange
from voice.providers.tests.llm_server import REQUEST, Peer, Server, scripted_server
from voice.providers.tests.tool_server import ASKED, GENERATED, WIRES, Says, model_of, scripted

__all__ = ["scripted_server"]

SCHEMA = {"type": "object", "properties": {"day": {"type": "string"}}, "required": ["day"]}
TOOLS = [Tool("find_times", "List times.", SCHEMA)]

pytestmark = pytest.mark.parametrize("wire", WIRES)


def parts(server: Server, wire: str, *exchanged: Exchanged, **options: Any) -> list[Any]:
    return list(model_of(wire, server, **options).converse(REQUEST, TOOLS, exchanged))


def test_text_streams_and_calls_follow_when_their_fragments_are_whole(
    server: Server, wire: str
) -> None:
    calls = [("find_times", {"day": "2027-03-02", "ä": "ö"}), ("find_times", {"day": "2027-03-03"})]
    server.script = scripted(wire, Says("Let me look that up.", calls))

    found = parts(server, wire)

    texts = [each for each in found if isinstance(each, str)]
    assert len(texts) > 1
    assert "".join(texts) == "Let me look that up."
    made = [each for each in found if isinstance(each, ToolCall)]
    assert found[-2:] == made
    assert [(each.name, each.arguments) for each in made] == calls
    assert len({each.id for each in made}) == 2


def test_tools_are_declared_as_the_vendor_wants_them(server: Server, wire: str) -> None:
    server.script = scripted(wire, Says("Hello."))

    parts(server, wire)

    (declared,) = server.requests[0][2]["tools"]
    if wire == "ANTHROPIC":
        assert declared == {
            "name": "find_times",
            "description": "List times.",
            "input_schema": SCHEMA,
        }
    else:
        function = {"name": "find_times", "description": "List times.", "parameters": SCHEMA}
        assert declared == {"type": "function", "function": function}


def test_calls_and_results_are_sent_back(server: Server, wire: str) -> None:
    server.script = scripted(wire, Says("Two times are free."))
    calls = (ToolCall("a1", "find_times", {"day": "x"}), ToolCall("a2", "find_times", None))
    before = Exchanged("One moment.", calls, ('{"times": []}', '{"error": "no"}'))

    parts(server, wire, before, Exchanged("", (ToolCall("b1", "find_times", {}),), ("{}",)))

    sent = server.requests[0][2]["messages"]
    if wire == "ANTHROPIC":
        assert sent[-4:] == [
            {
                "role": "assistant",
                "content": [
                    {"type": "text", "text": "One moment."},
                    {"type": "tool_use", "id": "a1", "name": "find_times", "input": {"day": "x"}},
                    {"type": "tool_use", "id": "a2", "name": "find_times", "input": {}},
                ],
            },
            {
                "role": "user",
                "content": [
                    {"type": "tool_result", "tool_use_id": "a1", "content": '{"times": []}'},
                    {"type": "tool_result", "tool_use_id": "a2", "content": '{"error": "no"}'},
                ],
            },
            {
                "role": "assistant",
                "content": [{"type": "tool_use", "id": "b1", "name": "find_times", "input": {}}],
            },
            {
                "role": "user",
                "content": [{"type": "tool_result", "tool_use_id": "b1", "content": "{}"}],
            },
        ]
        return
    first, *results = sent[-5:-2]
    assert (first["role"], first["content"]) == ("assistant", "One moment.")
    assert [each["function"]["arguments"] for each in first["tool_calls"]] == ['{"day": "x"}', "{}"]
    assert results == [
        {"role": "tool", "tool_call_id": "a1", "content": '{"times": []}'},
        {"role": "tool", "tool_call_id": "a2", "content": '{"error": "no"}'},
    ]
    assert sent[-2]["content"] is None


def test_the_documents_mark_and_the_tokens_span_the_exchanges(server: Server, wire: str) -> None:
    server.script = scripted(wire, Says("", [("find_times", {"day": "x"})]), Says("Hello."))
    model = model_of(wire, server)

    (call,) = model.converse(REQUEST, TOOLS, [])
    list(model.converse(REQUEST, TOOLS, [Exchanged("", (call,), ("{}",))]))

    assert model.usage == Usage(2 * ASKED, 2 * GENERATED)
    first, second = (body["messages"] for _, _, body in server.requests)
    assert second[: len(first)] == first


@pytest.mark.parametrize(
    ("raw", "arguments"),
    [
        ("", {}),
        ("{}", {}),
        ('{"day": "2027', None),
        ("[1]", None),
        ('"text"', None),
        ('{"day": NaN}', None),
        ("[" * 5_000, None),
        ('{"day": "' + "x" * MAX_ARGUMENTS_LENGTH + '"}', None),
    ],
)
def test_arguments_that_are_no_object_are_none(
    server: Server, wire: str, raw: str, arguments: dict[str, object] | None
) -> None:
    server.script = scripted(wire, Says("", [("find_times", raw)]))

    (call,) = parts(server, wire)

    assert call.arguments == arguments


def test_more_calls_than_an_answer_may_have_are_left_out(server: Server, wire: str) -> None:
    server.script = scripted(wire, Says("", [("find_times", {"day": str(n)}) for n in range(30)]))

    made = parts(server, wire)

    assert [each.arguments["day"] for each in made] == [str(n) for n in range(MAX_CALLS)]


@pytest.mark.parametrize(("status", "kind"), [(400, ProviderRefused), (500, ProviderError)])
def test_a_server_that_refuses_tools_is_a_refusal(
    server: Server, wire: str, status: int, kind: type[ProviderError]
) -> None:
    server.script = scripted(wire, status)

    with pytest.raises(ProviderError) as caught:
        parts(server, wire)

    assert type(caught.value) is kind
    assert len(server.requests) == 1


def half_a_call(wire: str, ends: Callable[[Peer], None]) -> Callable[[Peer], None]:
    def script(peer: Peer) -> None:
        peer.begin()
        if wire == "ANTHROPIC":
            block = {"type": "tool_use", "id": "t", "name": "find_times", "input": {}}
            usage = {"input_tokens": 1, "output_tokens": 1}
            message = {"id": "m", "type": "message", "role": "assistant", "model": "c"}
            peer.claude("message_start", message={**message, "content": [], "usage": usage})
            peer.claude("content_block_start", index=0, content_block=block)
        else:
            function = {"name": "find_times", "arguments": '{"day'}
            peer.delta({"tool_calls": [{"index": 0, "id": "t", "function": function}]})
        ends(peer)

    return script


def test_half_a_call_is_never_a_call(server: Server, wire: str) -> None:
    server.script = half_a_call(wire, Peer.cut)

    with pytest.raises(StreamCut):
        parts(server, wire)


def test_all_exchanges_share_one_deadline(
    server: Server, wire: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[float] = []

    class Noted(Deadline):
        def __init__(self, seconds: float) -> None:
            given.append(seconds)
            super().__init__(seconds)

    monkeypatch.setattr(exchange, "Deadline", Noted)
    server.script = scripted(wire, Says("Hello."))
    model = model_of(wire, server, total_seconds=30)

    for _ in range(3):
        list(model.converse(REQUEST, TOOLS, []))

    first, second, third = given
    assert 30 > first > second > third > 0


def test_silence_in_a_later_exchange_ends_at_the_deadline(server: Server, wire: str) -> None:
    server.script = scripted(wire, Says("Hello."))
    model = model_of(wire, server, total_seconds=0.5)
    list(model.converse(REQUEST, TOOLS, []))
    server.script = half_a_call(wire, lambda peer: peer.server.released.wait(30))

    with pytest.raises(ProviderTimeout):
        list(model.converse(REQUEST, TOOLS, []))


def test_cancelled_in_the_middle_of_a_call(server: Server, wire: str) -> None:
    begun = threading.Event()

    def waits(peer: Peer) -> None:
        begun.set()
        peer.server.released.wait(30)

    server.script = half_a_call(wire, waits)
    model = model_of(wire, server)
    canceller = threading.Thread(target=lambda: (begun.wait(10), model.cancel()))
    canceller.start()

    with pytest.raises(AnswerCancelled):
        list(model.converse(REQUEST, TOOLS, []))
    canceller.join()
    with pytest.raises(AnswerCancelled):
        list(model.converse(REQUEST, TOOLS, []))


def test_a_model_that_calls_what_it_was_not_given_fails(server: Server, wire: str) -> None:
    server.script = scripted(wire, Says("Hello. ", [("find_times", {})]))

    with pytest.raises(ProviderError):
        list(model_of(wire, server).stream(REQUEST))
