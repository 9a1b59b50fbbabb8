"""What a business knows: collections of documents, kept as versions, cut into chunks."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models.functions import Lower
from pgvector.django import HnswIndex, VectorField

from core.models import Identified, WorkspaceOwned

EMBEDDING_DIMENSIONS = 384


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
    """Something uploaded. What it says is in its versions; `live_version` is what answers use."""

    class SourceType(models.TextChoices):
        FILE = "FILE"

    class Status(models.TextChoices):
        PROCESSING = "PROCESSING"
        COMPLETED = "COMPLETED"
        FAILED = "FAILED"

    id_prefix = "doc"

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(max_length=255)
    source_type = models.CharField(max_length=10, choices=SourceType, default=SourceType.FILE)
    file = models.FileField(max_length=300)
    file_name = models.CharField(max_length=255)
    format = models.CharField(max_length=10)
    size_bytes = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.PROCESSING)
    error_code = models.CharField(max_length=40, blank=True, default="")
    error = models.CharField(max_length=500, blank=True, default="")
    language = models.CharField(max_length=8, blank=True, default="")
    pages_done = models.PositiveIntegerField(default=0)
    pages_total = models.PositiveIntegerField(null=True)
    chunks_done = models.PositiveIntegerField(default=0)
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
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "-created_at", "-id"], name="document_newest"),
            models.Index(fields=["collection"], name="document_collection"),
        ]

    def __str__(self) -> str:
        return self.title


class DocumentVersion(Identified, WorkspaceOwned):
    """One reading of a document. Built unseen, then switched live in one transaction."""

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
                fields=["document"],
                condition=models.Q(state="LIVE"),
                name="one_version_is_live",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of document {self.document_id}"


class Chunk(Identified, WorkspaceOwned):
    """A passage of a version: what is found, judged and quoted. Never changed once written."""

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
    token_count = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    embedding = VectorField(dimensions=EMBEDDING_DIMENSIONS)
    words = models.GeneratedField(
        expression=SearchVector("headings", weight="A", config="english")
        + SearchVector("text", weight="B", config="english"),
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
            models.Index(fields=["document"], name="chunk_document"),
            models.Index(fields=["collection"], name="chunk_collection"),
            GinIndex(fields=["words"], name="chunk_words", condition=models.Q(is_live=True)),
            HnswIndex(
                fields=["embedding"],
                name="chunk_embedding",
                opclasses=["vector_cosine_ops"],
                condition=models.Q(is_live=True),
            ),
        ]

    def __str__(self) -> str:
        return f"chunk {self.index} of version {self.version_id}"

    @property
    def heading_path(self) -> tuple[str, ...]:
        return tuple(self.headings.splitlines())
