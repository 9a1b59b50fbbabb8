"""Texts as vectors. `Embedder` is what the rest of the project knows; engines are modules here."""

from __future__ import annotations

from knowledge.clients.embedding.base import Embedder, Token, TokenEmbeddings, Vector, Vectors

__all__ = ["Embedder", "Token", "TokenEmbeddings", "Vector", "Vectors"]
