"""Whatever goes wrong inside a client's library is a ProviderError, before and in the stream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from voice.answering.errors import ProviderError
from voice.providers.clients.llm import language_model
from voice.providers.clients.llm.anthropic_messages import AnthropicMessages
from voice.providers.clients.llm.openai_compatible import OpenAICompatible
from voice.providers.tests.llm_server import REQUEST, Peer, Server, scripted_server

__all__ = ["scripted_server"]

ERRORS = [
    UnicodeError("label too long"),
    RuntimeError(),
    ValueError(),
    AssertionError(),
    KeyError(),
]
CLIENTS = [OpenAICompatible, AnthropicMessages]
ODD_EVENTS = {
    "no JSON": b"data: {\n\n",
    "a number": b"data: 7\n\n",
    "a list": b"data: [1]\n\n",
    "null": b"data: null\n\n",
    "other types": b'data: {"choices": 7, "usage": "x", "type": [], "delta": 3}\n\n',
    "a delta that is none": b'data: {"choices": [{"delta": 3}], "type": "message_delta"}\n\n',
    "deep": b"data: " + b"[" * 20_000 + b"\n\n",
    "no text at all": b"data: \xff\xfe\xff\n\n",
    "lone surrogates": b'data: {"choices": [{"delta": {"content": "\\ud800"}}]}\n\n',
}


class Breaking(httpx2.BaseTransport, httpx2.SyncByteStream):
    """Raises an error instead of a response, or in the middle of one."""

    def __init__(self, error: Exception, *, begins: bool) -> None:
        self.error, self.begins = error, begins

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if not self.begins:
            raise self.error
        return httpx2.Response(200, headers={"Content-Type": "text/event-stream"}, stream=self)

    def __iter__(self) -> Iterator[bytes]:
        yield b": still here\n\n"
        raise self.error


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("begins", [False, True])
@pytest.mark.parametrize("kind", CLIENTS)
def test_an_error_of_the_transport(kind: Any, error: Exception, begins: bool) -> None:
    http_client = httpx2.Client(transport=Breaking(error, begins=begins))
    model = kind(base_url="https://llm.example/v1", api_key="k", model="m", http_client=http_client)

    with pytest.raises(ProviderError):
        list(model.stream(REQUEST))


@pytest.mark.parametrize("event", ODD_EVENTS.values(), ids=ODD_EVENTS)
@pytest.mark.parametrize("kind", CLIENTS)
def test_an_event_that_is_none(server: Server, kind: Any, event: bytes) -> None:
    def script(peer: Peer) -> None:
        peer.begin()
        peer.raw(event)
        peer.wfile.write(b"0\r\n\r\n")

    server.script = script
    model = kind(base_url=f"http://127.0.0.1:{server.server_port}/v1", api_key="k", model="m")

    with pytest.raises(ProviderError):
        list(model.stream(REQUEST))


@pytest.mark.parametrize("kind", ["OPENAI_COMPATIBLE", "ANTHROPIC"])
@pytest.mark.parametrize(
    "base_url", ["https://①②⑦.0.0.1/v1", "https://[::1/v1", "https://a:99999999/v1", "\ud800", "x"]
)
def test_an_address_that_the_library_refuses(kind: str, base_url: str) -> None:
    """As rows of earlier releases may contain."""
    options: dict[str, Any] = {"api_key": "k", "model": "m", "timeout_seconds": 5}

    def ask() -> list[str]:
        return list(language_model(kind=kind, base_url=base_url, **options).stream(REQUEST))

    with pytest.raises(ProviderError):
        ask()
