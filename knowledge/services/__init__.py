"""What can be done about knowledge."""

from knowledge.services.collections import (
    change_collection,
    create_collection,
    delete_collection,
)
from knowledge.services.documents import add_document, delete_document, reprocess_document
from knowledge.services.ingestion import fail_ingestion, ingest_document

__all__ = [
    "add_document",
    "change_collection",
    "create_collection",
    "delete_collection",
    "delete_document",
    "fail_ingestion",
    "ingest_document",
    "reprocess_document",
]
