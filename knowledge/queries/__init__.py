"""Reads about knowledge, including retrieval. All need a scope."""

from knowledge.queries.documents import (
    DocumentDetail,
    chunk_names,
    chunks,
    collections,
    document_detail,
    documents,
    qa_entries,
    versions,
)
from knowledge.queries.embedding_indexes import EmbeddingIndexes, embedding_indexes, latest_ended
from knowledge.queries.search import Hit, search

__all__ = [
    "DocumentDetail",
    "EmbeddingIndexes",
    "Hit",
    "chunk_names",
    "chunks",
    "collections",
    "document_detail",
    "documents",
    "embedding_indexes",
    "latest_ended",
    "qa_entries",
    "search",
    "versions",
]
