"""Anthropic's Messages API through its own client, over a connection that refuses private
addresses.
"""

from __future__ import annotations

import pytest

from core.outbound import pinned_client
from voice.answering.errors import (
    ProviderBusy,
    ProviderError,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnreachable,
    StreamCut,
)
from voice.providers.clients.llm import Usage
from voice.providers.clients.llm.anthropic_messages import AnthropicMessages
from voice.providers.tests.llm_server import QUOTE, REQUEST, Handler, Peer, Server, scripted_server

__all__ = ["scripted_server"]


def provider(server: Server, *, total_seconds: float = 60.0) -> AnthropicMessages:
    return AnthropicMessages(
        base_url=f"http://127.0.0.1:{server.server_port}",
        api_key="sk-ant-test",
        model="claude-1",
        timeout_seconds=5,
        total_seconds=total_seconds,
        http_client=pinned_client(allow_loopback=True),
    )


def begins(peer: Peer, *, asked: int = 210) -> None:
    peer.begin()
    message = {"id": "m1", "type": "message", "role": "assistant", "model": "c", "content": []}
    usage = {"input_tokens": asked, "output_tokens": 1}
    peer.claude("message_start", message={**message, "stop_reason": None, "usage": usage})
    peer.claude("content_block_start", index=0, content_block={"type": "text", "text": ""})
    peer.claude("ping")


def says(peer: Peer, text: str) -> None:
    peer.claude("content_block_delta", index=0, delta={"type": "text_delta", "text": text})


def ends(peer: Peer, reason: str = "end_turn", *, generated: int = 6) -> None:
    peer.claude("content_block_stop", index=0)
    delta = {"stop_reason": reason, "stop_sequence": None}
    peer.claude("message_delta", delta=delta, usage={"output_tokens": generated})
    peer.claude("message_stop")
    peer.wfile.write(b"0\r\n\r\n")


def answers(peer: Peer) -> None:
    begins(peer)
    for text in ("You have ", "37 days", "."):
        says(peer, text)
    ends(peer)


def test_streams_the_models_text_and_counts_its_tokens(server: Server) -> None:
    server.script = answers
    model = provider(server)

    pieces = list(model.stream(REQUEST))

    assert pieces == ["You have ", "37 days", "."]
    assert model.usage == Usage(210, 6)
    path, headers, body = server.requests[0]
    assert (path, headers["x-api-key"]) == ("/v1/messages", "sk-ant-test")
    assert (body["model"], body["stream"], body["max_tokens"]) == ("claude-1", True, 2048)


def test_rules_are_in_the_system_prompt_and_documents_are_not(server: Server) -> None:
    server.script = answers

    list(provider(server).stream(REQUEST))

    body = server.requests[0][2]
    assert "You are Ada" in body["system"]
    assert QUOTE not in body["system"]
    assert QUOTE in body["messages"][-1]["content"]
    assert [message["role"] for message in body["messages"]] == ["user", "assistant", "user"]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, ProviderRefused),
        (401, ProviderRefused),
        (404, ProviderRefused),
        (500, ProviderError),
        (529, ProviderError),
    ],
)
def test_refusals_become_domain_errors(
    server: Server, status: int, expected: type[ProviderError]
) -> None:
    server.script = lambda peer: peer.refuse(status)
    model = provider(server)

    with pytest.raises(ProviderError) as caught:
        list(model.stream(REQUEST))

    assert type(caught.value) is expected
    assert len(server.requests) == 1
    assert model.usage == Usage(0, 0)


def test_too_many_requests_carries_the_retry_time(server: Server) -> None:
    server.script = lambda peer: peer.refuse(429, Retry_After="7")

    with pytest.raises(ProviderBusy) as caught:
        list(provider(server).stream(REQUEST))

    assert caught.value.retry_after == 7


def cut_off(peer: Peer) -> None:
    begins(peer)
    says(peer, "You have ")
    peer.cut()


def ended_for_its_length(peer: Peer) -> None:
    begins(peer)
    says(peer, "You have ")
    ends(peer, "max_tokens")


def ended_without_an_end(peer: Peer) -> None:
    begins(peer)
    says(peer, "You have ")
    peer.wfile.write(b"0\r\n\r\n")


@pytest.mark.parametrize("script", [cut_off, ended_for_its_length, ended_without_an_end])
def test_a_cut_stream_is_never_a_complete_answer(server: Server, script: Handler) -> None:
    server.script = script
    words: list[str] = []

    with pytest.raises(StreamCut):
        words.extend(provider(server).stream(REQUEST))

    assert words == ["You have "]


def overloaded(peer: Peer) -> None:
    begins(peer)
    peer.claude("error", error={"type": "overloaded_error", "message": "Overloaded"})


def garbled(peer: Peer) -> None:
    begins(peer)
    peer.raw(b"event: content_block_delta\ndata: {not json\n\n")


def no_event(peer: Peer) -> None:
    peer.begin()
    peer.claude("message_start")


def empty(peer: Peer) -> None:
    begins(peer)
    ends(peer)


@pytest.mark.parametrize("script", [overloaded, garbled, no_event, empty])
def test_an_empty_answer_is_an_error(server: Server, script: Handler) -> None:
    server.script = script

    with pytest.raises(ProviderError):
        list(provider(server).stream(REQUEST))


def test_a_refusal_of_the_model_is_an_error(server: Server) -> None:
    def refuses(peer: Peer) -> None:
        begins(peer)
        ends(peer, "refusal")

    server.script = refuses

    with pytest.raises(ProviderRefused):
        list(provider(server).stream(REQUEST))


def test_a_slow_stream_is_cut_at_the_deadline(server: Server) -> None:
    def drips(peer: Peer) -> None:
        begins(peer)
        while not peer.server.released.wait(0.02):
            peer.raw(b":")

    server.script = drips

    with pytest.raises(ProviderTimeout):
        list(provider(server, total_seconds=0.3).stream(REQUEST))


def test_a_closed_port_is_unreachable(server: Server) -> None:
    gone = provider(server)
    server.server_close()

    with pytest.raises(ProviderUnreachable):
        list(gone.stream(REQUEST))


def test_a_private_address_is_refused_before_connecting(server: Server) -> None:
    model = AnthropicMessages(
        base_url=f"http://127.0.0.1:{server.server_port}",
        api_key="sk-ant-test",
        model="claude-1",
        http_client=pinned_client(allow_loopback=False),
    )

    with pytest.raises(ProviderRefused):
        list(model.stream(REQUEST))

    assert server.requests == []
