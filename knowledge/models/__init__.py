"""What a business knows: documents, the websites they are read from, the index over them."""

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
