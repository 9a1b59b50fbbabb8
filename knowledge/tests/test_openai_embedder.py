"""Vectors from an OpenAI-compatible server: valid ones, or a domain error."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import httpx2
import numpy as np
import pytest

from knowledge.clients.embedding.openai_compatible import OpenAIEmbedder, embedder_name
from knowledge.errors import (
    EmbedderBusy,
    EmbedderError,
    EmbedderRefused,
    EmbedderUnfit,
    EmbedderUnreachable,
)
from knowledge.tests.vectors import KEY, EmbeddingServer, embedding_server, embeddings, vector_of


@pytest.fixture
def server() -> Iterator[EmbeddingServer]:
    with embedding_server() as server:
        yield server


@pytest.fixture
def embedder(server: EmbeddingServer) -> Iterator[OpenAIEmbedder]:
    with httpx2.Client(trust_env=False) as client:
        yield OpenAIEmbedder(
            base_url=server.base_url, api_key=KEY, model="small", http_client=client
        )


def test_texts_become_vectors_of_length_one_in_their_order(
    server: EmbeddingServer, embedder: OpenAIEmbedder
) -> None:
    texts = [f"Text {number}." for number in range(100)]

    made = list(embedder.embed_passages(texts))

    assert [len(body["input"]) for body in server.requests] == [64, 36]
    assert {(body["model"], body["dimensions"]) for body in server.requests} == {("small", 384)}
    assert server.keys == {KEY}
    for text, vector in zip(texts, made, strict=True):
        expected = np.array(vector_of(text))
        np.testing.assert_allclose(vector, expected / np.linalg.norm(expected), atol=1e-5)


def test_vectors_out_of_order_are_sorted(server: EmbeddingServer, embedder: OpenAIEmbedder) -> None:
    def turned_round(body: dict[str, Any]) -> Any:
        status, answer = embeddings(body["input"])
        return status, {**answer, "data": answer["data"][::-1]}

    straight = list(embedder.embed_passages(["one", "two"]))
    server.answer = turned_round

    np.testing.assert_array_equal(list(embedder.embed_passages(["one", "two"])), straight)


def test_long_texts_are_truncated_and_empty_ones_replaced(
    server: EmbeddingServer, embedder: OpenAIEmbedder
) -> None:
    embedder.embed_query("word " * 2_000)
    embedder.embed_query("  ")

    assert server.texts == [("word " * 510).strip(), "."]


def _with(vectors: list[Any]) -> Any:
    data = [{"index": i, "embedding": vector} for i, vector in enumerate(vectors)]
    return 200, {"data": data}


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        ((401, {"error": {"message": "no"}}), EmbedderRefused),
        ((404, {"error": {"message": "no such model"}}), EmbedderRefused),
        ((400, {"error": {"message": "dimensions"}}), EmbedderRefused),
        ((429, {"error": {"message": "slow down"}}), EmbedderBusy),
        ((500, b"<html>"), EmbedderBusy),
        ((503, {}), EmbedderBusy),
        ((200, b"<html>"), EmbedderUnfit),
        ((200, {}), EmbedderUnfit),
        ((200, {"data": "text"}), EmbedderUnfit),
        (_with([]), EmbedderUnfit),
        (_with([[0.1] * 384] * 2), EmbedderUnfit),
        (_with([[0.1] * 1536]), EmbedderUnfit),
        (_with([["text"] * 384]), EmbedderUnfit),
        (_with([[0.0] * 384]), EmbedderUnfit),
        (_with([[float("nan")] * 384]), EmbedderUnfit),
        (_with([None]), EmbedderUnfit),
    ],
)
def test_an_invalid_vector_is_refused_with_its_cause(
    server: EmbeddingServer,
    embedder: OpenAIEmbedder,
    answer: Any,
    refusal: type[EmbedderError],
) -> None:
    server.answer = lambda body: answer

    with pytest.raises(EmbedderError) as raised:
        embedder.embed_query("Hello")

    assert type(raised.value) is refusal


def test_a_closed_port_is_unreachable() -> None:
    with httpx2.Client(trust_env=False) as client:
        embedder = OpenAIEmbedder(
            base_url="http://127.0.0.1:9/v1", api_key="", model="m", http_client=client
        )
        with pytest.raises(EmbedderUnreachable):
            embedder.embed_query("Hello")


@pytest.mark.parametrize("base_url", ["https://①②⑦.0.0.1/v1", "https://[::1/v1", "x"])
def test_an_address_that_the_library_refuses_is_an_error_of_the_embedder(base_url: str) -> None:
    """As rows of earlier releases may contain."""
    embedder = OpenAIEmbedder(base_url=base_url, api_key="", model="m")

    with pytest.raises(EmbedderError):
        embedder.embed_query("Hello")


@pytest.mark.parametrize(
    "error", [UnicodeError(), RuntimeError(), AssertionError(), KeyError()], ids=repr
)
def test_whatever_the_library_raises_is_an_error_of_the_embedder(error: Exception) -> None:
    def raises(request: httpx2.Request) -> httpx2.Response:
        raise error

    with httpx2.Client(transport=httpx2.MockTransport(raises)) as client:
        embedder = OpenAIEmbedder(
            base_url="https://a.example/v1", api_key="", model="m", http_client=client
        )
        with pytest.raises(EmbedderError):
            embedder.embed_query("Hello")


def test_the_name_identifies_address_and_model() -> None:
    names = {
        embedder_name(base_url=address, model=model)
        for address in ("https://a.example/v1", "https://b.example/v1")
        for model in ("small", "large", "x" * 120)
    }

    assert len(names) == 6
    assert max(map(len, names)) <= 80
    assert embedder_name(base_url="https://a.example/v1/", model="small") in names


def test_a_slow_server_is_cut_at_the_deadline(server: EmbeddingServer) -> None:
    is_over = threading.Event()
    server.answer = lambda _: (200, b" " * is_over.wait(10))  # says nothing until then

    with httpx2.Client(trust_env=False) as client:
        embedder = OpenAIEmbedder(
            base_url=server.base_url,
            api_key=KEY,
            model="small",
            http_client=client,
            total_seconds=0.05,
        )
        with pytest.raises(EmbedderUnreachable):
            embedder.embed_query("Anything")
    is_over.set()
