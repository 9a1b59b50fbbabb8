"""Collections of documents, kept as versions, split into chunks."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models.functions import Lower
from pgvector.django import HnswIndex, VectorField

from accounts.models import User
from core.models import Identified, WorkspaceOwned
from knowledge.notices import DocumentWarning, warnings_of

EMBEDDING_DIMENSIONS = 384
# By ISO 639-1 code, the PostgreSQL text search configurations. Other languages are indexed as
# English.
TEXT_SEARCH = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
EMBEDDED_MODEL = "all-MiniLM-L6-v2-int8"  # the name of knowledge.clients.embedding.minilm


def words_by_language() -> models.Case:
    """Headings and text, stemmed for their language."""

    def stemmed(config: str) -> models.Expression:
        headings = SearchVector("headings", weight="A", config=config)
        return headings + SearchVector("text", weight="B", config=config)

    languages = [
        models.When(language=code, then=stemmed(config)) for code, config in TEXT_SEARCH.items()
    ]
    return models.Case(*languages, default=stemmed("english"))


class Collection(Identified, WorkspaceOwned):
    """A named set of documents that agents can be given."""

    id_prefix = "col"

    name = models.CharField(max_length=120)
    description = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField()

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                "workspace", Lower("name"), name="one_collection_per_name_and_workspace"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Document(Identified, WorkspaceOwned):
    """Something uploaded, crawled or written by hand.

    Its text is in its versions; `live_version` is the one that answers use. The file of a crawled
    page is its HTML as fetched; a hand-written entry has none.
    """

    class SourceType(models.TextChoices):
        FILE = "FILE"
        URL = "URL"
        QA = "QA"

    class Status(models.TextChoices):
        PROCESSING = "PROCESSING"
        COMPLETED = "COMPLETED"
        FAILED = "FAILED"

    id_prefix = "doc"

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(max_length=255)
    source_type = models.CharField(max_length=10, choices=SourceType, default=SourceType.FILE)
    source_url = models.CharField(max_length=2000, blank=True, default="")
    crawl = models.ForeignKey(
        "Crawl", on_delete=models.SET_NULL, null=True, blank=True, related_name="documents"
    )
    etag = models.CharField(max_length=255, blank=True, default="")
    last_modified = models.CharField(max_length=64, blank=True, default="")
    text_hash = models.CharField(
        max_length=64,
        blank=True,
        default="",
        help_text="SHA-256 of a page's text without boilerplate.",
    )
    words_hash = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",
        help_text="SHA-256 of a page's words: pages with equal words are one.",
    )
    file = models.FileField(max_length=300, blank=True, default="")
    file_name = models.CharField(max_length=255, blank=True, default="")
    format = models.CharField(max_length=10)
    size_bytes = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.PROCESSING)
    error_code = models.CharField(max_length=40, blank=True, default="")
    error = models.CharField(max_length=500, blank=True, default="")
    language = models.CharField(max_length=8, blank=True, default="")
    pages_done = models.PositiveIntegerField(default=0)
    pages_total = models.PositiveIntegerField(null=True)
    chunks_done = models.PositiveIntegerField(default=0)
    chunks_total = models.PositiveIntegerField(null=True)
    chunks_reused = models.PositiveIntegerField(
        default=0, help_text="Of those done, how many needed no new embedding."
    )
    live_version = models.ForeignKey(
        "DocumentVersion", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="FAILED") | ~models.Q(error=""),
                name="failed_document_names_its_cause",
            ),
            models.UniqueConstraint(
                fields=["collection", "source_url"],
                condition=models.Q(source_type="URL"),
                name="one_document_per_page_and_collection",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "-created_at", "-id"], name="document_newest"),
            models.Index(fields=["collection"], name="document_collection"),
            models.Index(fields=["crawl"], name="document_crawl"),
        ]

    def __str__(self) -> str:
        return self.title


class DocumentVersion(Identified, WorkspaceOwned):
    """One ingestion of a document.

    Built invisibly, then switched live in one transaction. While an index is built for another
    embedder, a document has a live version for each of the two.
    """

    class State(models.TextChoices):
        BUILDING = "BUILDING"
        LIVE = "LIVE"
        SUPERSEDED = "SUPERSEDED"

    id_prefix = "dv"

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.BUILDING)
    embedder = models.CharField(max_length=80)
    chunk_count = models.PositiveIntegerField(default=0)
    token_count = models.PositiveIntegerField(default=0)
    notices = models.JSONField(
        default=list,
        db_default=[],
        blank=True,
        help_text="What was left out or could not be read: code, count, pages.",
    )
    created_at = models.DateTimeField()

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"], name="version_numbers_are_unique"
            ),
            models.UniqueConstraint(
                fields=["document"],
                condition=models.Q(state="BUILDING"),
                name="one_version_is_built_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["document", "embedder"],
                condition=models.Q(state="LIVE"),
                name="one_version_is_live",
            ),
        ]

    @property
    def warnings(self) -> list[DocumentWarning]:
        return warnings_of(self.notices)

    def __str__(self) -> str:
        return f"version {self.number} of document {self.document_id}"


class Chunk(Identified, WorkspaceOwned):
    """A passage of a version, which is found, assessed and quoted. Immutable."""

    id_prefix = "chk"

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    collection = models.ForeignKey(
        Collection, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    version = models.ForeignKey(
        DocumentVersion, on_delete=models.CASCADE, related_name="chunks", db_index=False
    )
    index = models.PositiveIntegerField()
    is_live = models.BooleanField(default=False)
    text = models.TextField()
    headings = models.TextField(blank=True, help_text="Heading path, outermost first, by line.")
    page = models.PositiveIntegerField(null=True)
    page_starts = ArrayField(
        ArrayField(models.PositiveIntegerField(), size=2),
        default=list,
        db_default=[],
        blank=True,
        help_text="Where in the text a later page begins: [offset in characters, page].",
    )
    token_count = models.PositiveIntegerField()
    content_hash = models.CharField(
        max_length=64,
        help_text="SHA-256 of headings, text and embedder: equal hashes have equal vectors.",
    )
    embedder = models.CharField(max_length=80, default=EMBEDDED_MODEL)
    embedding = VectorField(dimensions=EMBEDDING_DIMENSIONS)
    language = models.CharField(max_length=8, blank=True, default="")
    words = models.GeneratedField(
        expression=words_by_language(),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["version", "index"], name="one_chunk_per_index_and_version"
            )
        ]
        indexes = [
            models.Index(
                fields=["workspace", "collection"],
                name="chunk_live",
                condition=models.Q(is_live=True),
            ),
            models.Index(fields=["workspace", "content_hash"], name="chunk_content"),
            models.Index(fields=["document"], name="chunk_document"),
            models.Index(fields=["collection"], name="chunk_collection"),
            GinIndex(fields=["words"], name="chunk_words", condition=models.Q(is_live=True)),
            HnswIndex(
                fields=["embedding"],
                name="chunk_embedding",
                opclasses=["vector_cosine_ops"],
                m=16,
                ef_construction=128,
                condition=models.Q(is_live=True),
            ),
        ]

    def __str__(self) -> str:
        return f"chunk {self.index} of version {self.version_id}"

    @property
    def heading_path(self) -> tuple[str, ...]:
        return tuple(self.headings.splitlines())


class QaEntry(WorkspaceOwned):
    """A question and its answer, written by a person: the whole content of a document of type
    QA.
    """

    id = models.BigAutoField(primary_key=True)
    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="qa_entry")
    question = models.CharField(max_length=500)
    alternatives = models.JSONField(
        default=list, blank=True, help_text="Other wordings of the question."
    )
    answer = models.TextField(max_length=4_000)
    written_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.question
