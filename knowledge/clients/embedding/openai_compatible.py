"""Embedding models that use the OpenAI wire format: OpenAI itself, and compatible servers."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from functools import cache, partial
from typing import Any

import numpy as np
import openai

from core.deadline import Deadline, UnderDeadline
from knowledge.clients.embedding.base import Vector, Vectors, normalize
from knowledge.clients.embedding.minilm import DIMENSIONS
from knowledge.clients.embedding.tokenizer import encode
from knowledge.errors import (
    EmbedderBusy,
    EmbedderError,
    EmbedderRefused,
    EmbedderUnfit,
    EmbedderUnreachable,
)

MAX_TOKENS = 512  # by our tokenizer: what the smallest of common models can still read
_TEXTS_PER_REQUEST = 64
_TIMEOUT_SECONDS = 30.0  # of silence
_TOTAL_SECONDS = 60.0  # of one request, however slowly it arrives
_MARKS = 2  # [CLS] and [SEP]


def embedder_name(*, base_url: str, model: str) -> str:
    """Identifier of the vector space: address and model.

    The same name elsewhere may be another model.
    """
    digest = hashlib.sha256(f"{base_url.rstrip('/')}\0{model}".encode()).hexdigest()
    return f"{model[:60]}-{digest[:12]}"


class _Client(UnderDeadline, openai.OpenAI):
    """The library's client, with a deadline."""


class OpenAIEmbedder:
    """One model at one address. Requests vectors of the index's dimension.

    http_client: the connecting client; the caller closes it.
    total_seconds: longest time for an answer to one request.
    Raises EmbedderError: EmbedderBusy and EmbedderUnreachable may be temporary.
    """

    dimensions = DIMENSIONS

    def __init__(
        self,
        *,
        base_url: str,
        api_key: str,
        model: str,
        http_client: Any = None,
        total_seconds: float = _TOTAL_SECONDS,
    ) -> None:
        self.name = embedder_name(base_url=base_url, model=model)
        self._model = model
        # No retries here: the calling job waits longer than a client would.
        self._total_seconds = total_seconds
        # Made for the first request, in which a refused address is an error like any other.
        self._client = cache(
            partial(
                _Client,
                base_url=base_url,
                api_key=api_key or "none",  # self-hosted servers often need no key
                timeout=_TIMEOUT_SECONDS,
                max_retries=0,
                http_client=http_client,
            )
        )

    def embed_query(self, text: str) -> Vector:
        return self._embed([text])[0]

    def embed_passages(self, texts: Sequence[str]) -> Iterator[Vector]:
        for begin in range(0, len(texts), _TEXTS_PER_REQUEST):
            yield from self._embed(texts[begin : begin + _TEXTS_PER_REQUEST])

    def _embed(self, texts: Sequence[str]) -> Vectors:
        try:
            client = self._client().copy()  # other threads may be requesting vectors too
            with Deadline(self._total_seconds) as client.deadline:
                answer = client.embeddings.create(
                    model=self._model,
                    input=[_cut(text) for text in texts],
                    dimensions=self.dimensions,
                    encoding_format="float",
                )
            found = sorted((item.index, item.embedding) for item in answer.data)
        except openai.OpenAIError as error:
            raise _ours(error) from error
        # 200, but not the expected content; or whatever else the library raises
        except Exception as error:
            raise EmbedderUnfit() from error
        return self._checked([vector for _, vector in found], len(texts))

    def _checked(self, vectors: list[Any], expected: int) -> Vectors:
        fitting = len(vectors) == expected and all(
            isinstance(vector, list) and len(vector) == self.dimensions for vector in vectors
        )
        if not fitting:
            raise EmbedderUnfit()
        try:
            found = np.array(vectors, dtype=np.float32)
        except (TypeError, ValueError) as error:
            raise EmbedderUnfit() from error
        if not math.isfinite(float(np.abs(found).sum())) or not found.any(axis=1).all():
            raise EmbedderUnfit()
        return normalize(found)


def _cut(text: str) -> str:
    """The part of a text that is sent; servers refuse empty texts."""
    encoding = encode(text, max_tokens=MAX_TOKENS)
    if len(encoding) < MAX_TOKENS:
        return text.strip() or "."
    return text[: encoding.offsets[MAX_TOKENS - _MARKS][1]]


def _ours(error: openai.OpenAIError) -> EmbedderError:
    if isinstance(error, openai.RateLimitError):
        return EmbedderBusy()
    if isinstance(error, openai.APIStatusError):
        return EmbedderBusy() if error.status_code >= 500 else EmbedderRefused()
    if isinstance(error, openai.APIConnectionError):  # includes timeouts
        return EmbedderUnreachable()
    return EmbedderUnfit()
