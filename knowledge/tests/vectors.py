"""Embedders for tests: one that counts, and an OpenAI-compatible server."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from knowledge.clients.embedding.minilm import MiniLmEmbedder

KEY = "sk-of-the-tests"
Answer = tuple[int, Any]


def vector_of(text: str) -> list[float]:
    """A vector of 384 numbers that depends only on the text."""
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
    return [round(float(x), 6) for x in np.random.default_rng(seed).normal(size=384)]


def embeddings(texts: Sequence[str]) -> Answer:
    data = [
        {"object": "embedding", "index": i, "embedding": vector_of(text)}
        for i, text in enumerate(texts)
    ]
    return 200, {"object": "list", "model": "m", "data": data, "usage": {}}


class EmbeddingServer(ThreadingHTTPServer):
    """requests: the bodies received. answer: makes the response to one; can be replaced."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Peer)
        self.requests: list[dict[str, Any]] = []
        self.keys: set[str] = set()
        self.answer: Callable[[dict[str, Any]], Answer] = lambda body: embeddings(body["input"])

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    @property
    def texts(self) -> list[str]:
        """All texts that were requested."""
        return [text for body in self.requests for text in body["input"]]


class _Peer(BaseHTTPRequestHandler):
    disable_nagle_algorithm = True  # or a body waits until its headers are acknowledged
    server: EmbeddingServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(body)
        self.server.keys.add(self.headers["Authorization"].removeprefix("Bearer "))
        status, content = self.server.answer(body)
        sent = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: Any) -> None:
        """Suppress output to the terminal."""


@contextmanager
def embedding_server() -> Iterator[EmbeddingServer]:
    server = EmbeddingServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def count_embedded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record the passages that the embedded engine is asked for from now on."""
    asked: list[str] = []
    original = MiniLmEmbedder.embed_passages

    def counting(self: MiniLmEmbedder, texts: Sequence[str]) -> Iterator[Any]:
        asked.extend(texts)
        return original(self, texts)

    monkeypatch.setattr(MiniLmEmbedder, "embed_passages", counting)
    return asked
