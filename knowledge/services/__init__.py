"""Writes about knowledge."""

from knowledge.services.collections import (
    change_collection,
    create_collection,
    delete_collection,
)
from knowledge.services.documents import (
    add_document,
    cancel_ingestion,
    change_document,
    delete_document,
    reprocess,
    reprocess_document,
)
from knowledge.services.embedders import search_embedder
from knowledge.services.embedding_index import (
    cancel_embedding_index,
    change_embedder,
    fail_embedding_index,
)
from knowledge.services.entries import add_qa_entry, change_qa_entry
from knowledge.services.ingestion import fail_ingestion, ingest_document
from knowledge.services.reindexing import build_embedding_index, retire_versions
from knowledge.services.versions import rollback_document

__all__ = [
    "add_document",
    "add_qa_entry",
    "build_embedding_index",
    "cancel_embedding_index",
    "cancel_ingestion",
    "change_collection",
    "change_document",
    "change_embedder",
    "change_qa_entry",
    "create_collection",
    "delete_collection",
    "delete_document",
    "fail_embedding_index",
    "fail_ingestion",
    "ingest_document",
    "reprocess",
    "rollback_document",
    "reprocess_document",
    "retire_versions",
    "search_embedder",
]
