"""The OpenAI-compatible provider against a server that speaks its wire format."""

from __future__ import annotations

import pytest

from voice.answering.errors import ProviderError
from voice.providers.clients.llm import Usage
from voice.providers.tests.llm_server import QUOTE, REQUEST, Peer, Server, scripted_server
from voice.providers.tests.openai_compatible import provider

__all__ = ["scripted_server"]


def answers(peer: Peer) -> None:
    peer.begin()
    for text in ("", "You have ", "37 days", ", guest."):
        peer.piece(text)
    peer.piece(finish="stop")
    peer.end()


def test_streams_the_models_text_as_it_arrives(server: Server) -> None:
    server.script = answers

    pieces = list(provider(server).stream(REQUEST))

    assert pieces == ["You have ", "37 days", ", guest."]
    path, headers, body = server.requests[0]
    assert path == "/v1/chat/completions"
    assert headers["authorization"] == "Bearer sk-test"
    assert (body["model"], body["stream"]) == ("small-1", True)


def test_the_prompt_fences_documents_and_drops_their_instructions(server: Server) -> None:
    server.script = answers

    list(provider(server).stream(REQUEST))

    messages = server.requests[0][2]["messages"]
    assert [message["role"] for message in messages] == ["system", "user", "assistant", "user"]
    rules, material = messages[0]["content"], messages[-1]["content"]
    assert "You are Ada" in rules
    assert "Call customers guests." in rules
    assert "At most 500 characters" in rules
    assert QUOTE not in rules
    fence = material.split("[documents ", 1)[1].split("]", 1)[0]
    assert f"[documents {fence}]" in rules
    assert material == (
        f"[documents {fence}]\n(1) returns.md > Returns\n{QUOTE}\n[end of documents {fence}]\n\n"
        "Question: How long can I return things?"
    )


def test_ends_at_the_last_sentence_within_the_length(server: Server) -> None:
    def talks_on(peer: Peer) -> None:
        peer.begin()
        for number in range(40):
            peer.piece(f"This is sentence {number}. ")
        peer.piece(finish="stop")
        peer.end()

    server.script = talks_on

    answer = "".join(provider(server).stream(REQUEST))

    assert len(answer) <= 500
    assert answer.endswith("This is sentence 23.")


def test_tokens_are_counted_as_reported(server: Server) -> None:
    def counts(peer: Peer) -> None:
        peer.begin()
        peer.piece("37 days.")
        peer.piece(finish="stop")
        peer.usage(asked=120, generated=4)
        peer.end()

    server.script = counts
    model = provider(server)

    list(model.stream(REQUEST))

    assert model.usage == Usage(120, 4)
    assert server.requests[0][2]["stream_options"] == {"include_usage": True}


def test_tokens_are_estimated_without_a_report(server: Server) -> None:
    server.script = answers
    model = provider(server)

    list(model.stream(REQUEST))

    assert model.usage.output_tokens == 7  # you have 37 days , guest .
    assert 150 < model.usage.input_tokens < 400


def test_attempts_add_up_and_a_refused_one_is_free(server: Server) -> None:
    model = provider(server)
    server.script = lambda peer: peer.refuse(503)
    with pytest.raises(ProviderError):
        list(model.stream(REQUEST))
    assert model.usage == Usage(0, 0)

    def counts(peer: Peer) -> None:
        peer.begin()
        peer.piece("37 days.")
        peer.piece(finish="stop")
        peer.usage(asked=100, generated=3)
        peer.end()

    server.script = counts
    list(model.stream(REQUEST))
    list(model.stream(REQUEST))

    assert model.usage == Usage(200, 6)


def test_a_model_without_temperature_is_asked_without(server: Server) -> None:
    def picky(peer: Peer) -> None:
        if "temperature" in peer.server.requests[-1][2]:
            peer.refuse(400, message="Unsupported value: temperature")
        else:
            answers(peer)

    server.script = picky

    assert "".join(provider(server).stream(REQUEST)) == "You have 37 days, guest."
    assert ["temperature" in request[2] for request in server.requests] == [True, False]
