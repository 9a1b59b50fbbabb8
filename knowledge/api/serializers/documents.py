"""Shapes of documents, their versions and their chunks."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api import Line, QuerySerializer, RowField, StrictSerializer
from core.api.fields import Digits, Integer, PublicId, Shape, TextOrNull
from core.api.paging import page_shape
from knowledge.models import Chunk, Collection, Document, DocumentVersion

PREVIEW_CHARACTERS = 240
MAX_VERSIONS = 2**31 - 1  # maximum of the database column


class DocumentIn(StrictSerializer):
    file = serializers.FileField(allow_empty_file=True, max_length=255, use_url=False)
    collection_id = RowField(Collection, source="collection")
    title = Line(max_length=255, required=False, allow_blank=True)


class DocumentPatch(StrictSerializer):
    title = Line(max_length=255, required=False)
    collection_id = RowField(Collection, source="collection", required=False)


class DocumentFilter(QuerySerializer):
    collection_id = RowField(Collection, source="collection", required=False)
    status = serializers.ChoiceField(choices=Document.Status.choices, required=False)
    source_type = serializers.ChoiceField(choices=Document.SourceType.choices, required=False)
    source_url = Line(max_length=2000, required=False)
    search = Line(max_length=255, required=False, allow_blank=True)


class DocumentQueued(Shape):
    id = PublicId()
    title = serializers.CharField()
    status = serializers.ChoiceField(choices=Document.Status.choices)
    message = serializers.CharField()


class DocumentProgress(Shape):
    pages_done = serializers.IntegerField()
    pages_total = serializers.IntegerField(allow_null=True)
    chunks_done = serializers.IntegerField()
    chunks_total = serializers.IntegerField(
        allow_null=True, help_text="Known once the whole document has been parsed."
    )
    chunks_reused = serializers.IntegerField(
        help_text="Of those done, how many needed no new embedding."
    )


class WarningOut(Shape):
    code = serializers.CharField()
    detail = serializers.CharField()
    count = serializers.IntegerField()
    pages = serializers.ListField(child=serializers.IntegerField())


class DocumentListed(serializers.ModelSerializer[Document]):
    id = PublicId()
    collection_id = PublicId(source="collection.public_id")
    chunk_count = serializers.SerializerMethodField()
    error = TextOrNull()
    error_code = TextOrNull()
    warnings = WarningOut(
        source="live_version.warnings",
        many=True,
        default=list,
        read_only=True,
        help_text="What was left out of the live version, or could not be read.",
    )

    class Meta:
        model = Document
        fields = [
            "id",
            "title",
            "collection_id",
            "source_type",
            "status",
            "error",
            "error_code",
            "warnings",
            "chunk_count",
            "size_bytes",
            "created_at",
        ]

    def get_chunk_count(self, document: Document) -> int:
        return document.live_version.chunk_count if document.live_version else 0


DocumentPage = page_shape("DocumentPage", documents=DocumentListed)


class VersionOut(Shape):
    version = serializers.IntegerField(source="number")
    state = serializers.ChoiceField(choices=DocumentVersion.State.choices)
    embedder = serializers.CharField()
    chunk_count = serializers.IntegerField()
    token_count = serializers.IntegerField()
    warnings = WarningOut(many=True)
    created_at = serializers.DateTimeField()


VersionPage = page_shape("VersionPage", versions=VersionOut)


class DocumentRollbackIn(StrictSerializer):
    version = Integer(min_value=1, max_value=MAX_VERSIONS, source="number")


class ChunkFilter(QuerySerializer):
    version = Digits(min_value=1, max_value=MAX_VERSIONS, required=False, source="number")


class PageStartOut(Shape):
    offset = serializers.IntegerField(help_text="In characters.")
    page = serializers.IntegerField()


class ChunkOut(Shape):
    id = PublicId()
    chunk_index = serializers.IntegerField(source="index")
    version = serializers.IntegerField(source="version.number")
    text = serializers.CharField()
    heading_path = serializers.ListField(child=serializers.CharField())
    page = serializers.IntegerField(allow_null=True, help_text="Where it begins.")
    page_starts = serializers.SerializerMethodField(
        help_text="Where in the text a later page begins."
    )
    token_count = serializers.IntegerField()
    language = TextOrNull()

    @extend_schema_field(PageStartOut(many=True))
    def get_page_starts(self, chunk: Chunk) -> list[dict[str, int]]:
        return [{"offset": offset, "page": page} for offset, page in chunk.page_starts]


ChunkPage = page_shape("ChunkPage", chunks=ChunkOut)


class ChunkPreview(Shape):
    chunk_index = serializers.IntegerField(source="index")
    content_preview = serializers.SerializerMethodField()
    page = serializers.IntegerField(allow_null=True)
    token_count = serializers.IntegerField()

    def get_content_preview(self, chunk: Any) -> str:
        return chunk.text[:PREVIEW_CHARACTERS]


class DocumentRow(DocumentListed):
    source_url = TextOrNull()
    file_path = TextOrNull(source="file.name", help_text="Names the stored file; not an address.")
    language = TextOrNull()
    token_count = serializers.SerializerMethodField()
    progress = DocumentProgress(source="*")

    class Meta(DocumentListed.Meta):
        fields = [
            *DocumentListed.Meta.fields,
            "file_name",
            "source_url",
            "file_path",
            "language",
            "token_count",
            "progress",
            "updated_at",
        ]

    def get_token_count(self, document: Document) -> int:
        return document.live_version.token_count if document.live_version else 0


class DocumentDetail(DocumentRow):
    versions = VersionOut(many=True)
    chunks_preview = ChunkPreview(many=True)

    class Meta(DocumentRow.Meta):
        fields = [*DocumentRow.Meta.fields, "versions", "chunks_preview"]

    # detail: a `queries.DocumentDetail`
    def to_representation(self, detail: Any) -> dict[str, Any]:
        return {
            **DocumentRow(detail.document).data,
            "versions": VersionOut(detail.versions, many=True).data,
            "chunks_preview": ChunkPreview(detail.preview, many=True).data,
        }
