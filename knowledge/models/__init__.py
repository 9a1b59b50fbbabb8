"""Documents, the websites they are read from, and their search index."""

from knowledge.models.crawls import Crawl, CrawlPage, CrawlRun
from knowledge.models.documents import (
    EMBEDDED_MODEL,
    EMBEDDING_DIMENSIONS,
    Chunk,
    Collection,
    Document,
    DocumentVersion,
    QaEntry,
)
from knowledge.models.embeddings import EmbeddingIndex

__all__ = [
    "EMBEDDED_MODEL",
    "EMBEDDING_DIMENSIONS",
    "Chunk",
    "Collection",
    "Crawl",
    "CrawlPage",
    "CrawlRun",
    "Document",
    "DocumentVersion",
    "EmbeddingIndex",
    "QaEntry",
]
