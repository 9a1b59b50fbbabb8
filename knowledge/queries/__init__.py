"""Reads about knowledge, including retrieval. All need a scope."""

from knowledge.queries.documents import (
    chunk_names,
    chunks,
    chunks_preview,
    collections,
    documents,
    qa_entries,
    versions,
)
from knowledge.queries.embedding_indexes import embedding_index, latest_ended
from knowledge.queries.search import Hit, search

__all__ = [
    "Hit",
    "chunk_names",
    "chunks",
    "chunks_preview",
    "collections",
    "documents",
    "embedding_index",
    "latest_ended",
    "qa_entries",
    "search",
    "versions",
]
