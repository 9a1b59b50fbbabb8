"""Reads about knowledge, retrieval among them. All need a scope."""

from knowledge.queries.documents import chunks_preview, collections, documents
from knowledge.queries.search import Hit, search

__all__ = ["Hit", "chunks_preview", "collections", "documents", "search"]
