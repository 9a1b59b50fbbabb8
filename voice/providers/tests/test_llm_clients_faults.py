"""The OpenAI-compatible provider and a server that is slow, refuses, or breaks off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from voice.answering.errors import (
    ProviderBusy,
    ProviderError,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnreachable,
    StreamCut,
)
from voice.providers.tests.llm_server import REQUEST, Handler, Peer, Server, scripted_server
from voice.providers.tests.openai_compatible import provider

__all__ = ["scripted_server"]


@contextmanager
def hanging(server: Server, *, after: int) -> Iterator[None]:
    def hangs(peer: Peer) -> None:
        if after:
            peer.begin()
            for _ in range(after):
                peer.piece("word ")
        peer.server.released.wait(30)

    server.script = hangs
    yield
    server.released.set()


def test_silence_before_the_first_word_is_a_timeout(server: Server) -> None:
    with hanging(server, after=0), pytest.raises(ProviderTimeout):
        list(provider(server, timeout_seconds=0.2).stream(REQUEST))


def test_silence_between_words_is_a_timeout(server: Server) -> None:
    words = []

    with hanging(server, after=2), pytest.raises(ProviderTimeout):
        words.extend(provider(server, timeout_seconds=0.2).stream(REQUEST))


def drips_words(peer: Peer) -> None:
    peer.begin()
    while not peer.server.released.wait(0.02):
        peer.piece("word ")


def drips_half_an_event(peer: Peer) -> None:
    peer.begin()
    while not peer.server.released.wait(0.02):
        peer.raw(b":")


def drips_headers(peer: Peer) -> None:
    peer.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not peer.server.released.wait(0.02):
        peer.wfile.write(b"x")
        peer.wfile.flush()


@pytest.mark.parametrize("script", [drips_words, drips_half_an_event, drips_headers])
def test_a_slow_stream_is_cut_at_the_deadline(server: Server, script: Handler) -> None:
    server.script = script

    with pytest.raises(ProviderTimeout):
        list(provider(server, timeout_seconds=30, total_seconds=0.3).stream(REQUEST))


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, ProviderRefused),
        (401, ProviderRefused),
        (404, ProviderRefused),
        (500, ProviderError),
        (503, ProviderError),
    ],
)
def test_refusals_become_domain_errors(
    server: Server, status: int, expected: type[ProviderError]
) -> None:
    server.script = lambda peer: peer.refuse(status)

    with pytest.raises(ProviderError) as caught:
        list(provider(server).stream(REQUEST))

    assert type(caught.value) is expected
    assert caught.value.kind == "upstream"
    assert len(server.requests) == 1


def test_too_many_requests_carries_the_retry_time(server: Server) -> None:
    server.script = lambda peer: peer.refuse(429, Retry_After="7")

    with pytest.raises(ProviderBusy) as caught:
        list(provider(server).stream(REQUEST))

    assert caught.value.retry_after == 7
    assert len(server.requests) == 1


def cut_off(peer: Peer) -> None:
    peer.begin()
    peer.piece("You have ")
    peer.cut()


def ended_without_an_end(peer: Peer) -> None:
    peer.begin()
    peer.piece("You have ")
    peer.end()


def ended_for_its_length(peer: Peer) -> None:
    peer.begin()
    peer.piece("You have ")
    peer.piece(finish="length")
    peer.end()


@pytest.mark.parametrize("script", [cut_off, ended_without_an_end, ended_for_its_length])
def test_a_cut_stream_is_never_a_complete_answer(server: Server, script: Handler) -> None:
    server.script = script
    words: list[str] = []

    with pytest.raises(StreamCut):
        words.extend(provider(server).stream(REQUEST))

    assert words == ["You have "]


def empty(peer: Peer) -> None:
    peer.begin()
    peer.piece(finish="stop")
    peer.end()


def garbled(peer: Peer) -> None:
    peer.begin()
    peer.event("{not json")
    peer.end()


def failed_midway(peer: Peer) -> None:
    peer.begin()
    peer.event('{"error": {"message": "overloaded"}}')
    peer.end()


def no_chunk(peer: Peer) -> None:
    peer.begin()
    peer.event('{"choices": null}')
    peer.end()


def a_web_page(peer: Peer) -> None:
    page = b"<html>Sign in</html>"
    peer.send_response(200)
    peer.send_header("Content-Type", "text/html")
    peer.send_header("Content-Length", str(len(page)))
    peer.end_headers()
    peer.wfile.write(page)


@pytest.mark.parametrize("script", [empty, garbled, failed_midway, no_chunk, a_web_page])
def test_an_empty_answer_is_an_error(server: Server, script: Handler) -> None:
    server.script = script

    with pytest.raises(ProviderError):
        list(provider(server).stream(REQUEST))


def test_a_filtered_answer_is_a_refusal(server: Server) -> None:
    def filtered(peer: Peer) -> None:
        peer.begin()
        peer.piece(finish="content_filter")
        peer.end()

    server.script = filtered

    with pytest.raises(ProviderRefused):
        list(provider(server).stream(REQUEST))


def test_a_closed_port_is_unreachable(server: Server) -> None:
    gone = provider(server)
    server.server_close()

    with pytest.raises(ProviderUnreachable):
        list(gone.stream(REQUEST))
