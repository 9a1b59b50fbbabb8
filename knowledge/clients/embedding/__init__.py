"""Texts as vectors.

The rest of the project knows `TextEmbedder` and `Embedder`; the engines are modules here.
"""

from __future__ import annotations

from knowledge.clients.embedding.base import (
    Embedder,
    TextEmbedder,
    Token,
    TokenEmbeddings,
    Vector,
    Vectors,
)

__all__ = ["Embedder", "TextEmbedder", "Token", "TokenEmbeddings", "Vector", "Vectors"]
