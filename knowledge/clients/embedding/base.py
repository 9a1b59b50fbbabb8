"""The protocols of embedding engines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]  # (dimensions,)
Vectors = NDArray[np.float32]  # (n, dimensions)


class Token(NamedTuple):
    """One token of a text, as the engine splits it.

    text: the engine's spelling (lower case; `##` marks the continuation of a word).
    start, end: its position in the given text, in characters.
    """

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TokenEmbeddings:
    """Contextual vectors of a text's tokens, without the engine's start and end marks.

    vectors: one row of length 1 (L2) per token, so that a dot product is the cosine.
    """

    tokens: tuple[Token, ...]
    vectors: Vectors


class TextEmbedder(Protocol):
    """Turns texts into vectors of length 1 (L2), comparable by dot product.

    name identifies the vector space: vectors of different names must never be compared. Text beyond
        the engine's window is ignored.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def embed_query(self, text: str) -> Vector:
        """The vector of a question."""

    def embed_passages(self, texts: Sequence[str]) -> Iterator[Vector]:
        """Yield one vector per text, in the given order, as they become ready."""


class Embedder(TextEmbedder, Protocol):
    """An engine in this process, which also gives vectors of single tokens."""

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenEmbeddings]:
        """For each text the vector of every token in its context; empty for texts without
        tokens.
        """


def normalize(vectors: Vectors) -> Vectors:
    """Scale each vector to length 1; a zero vector is unchanged."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
