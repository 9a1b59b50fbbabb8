"""Collections and documents in the portal."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from core.scope import workspace_scope
from core.staff import ReadOnlyAdmin, ReadOnlyInline
from knowledge import services
from knowledge.models import (
    Collection,
    Crawl,
    CrawlRun,
    Document,
    DocumentVersion,
    EmbeddingIndex,
    QaEntry,
)
from workspaces.services import record


@admin.register(Collection)
class CollectionAdmin(ReadOnlyAdmin):
    list_display = ["shown_id", "name", "workspace", "created_at"]
    list_select_related = ["workspace"]
    search_fields = ["name", "workspace__name"]
    ordering = ["-created_at", "-pk"]


class VersionInline(ReadOnlyInline):
    model = DocumentVersion
    fields = [
        *("number", "state", "embedder", "chunk_count", "token_count", "shown_warnings"),
        "created_at",
    ]
    readonly_fields = ["shown_warnings"]

    @admin.display(description="Warnings")
    def shown_warnings(self, version: DocumentVersion) -> str:
        return " ".join(warning["detail"] for warning in version.warnings)


class EntryInline(ReadOnlyInline):
    model = QaEntry
    fields = ["question", "answer", "alternatives", "written_by", "updated_at"]
    related = ["written_by"]


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ["shown_id", "title", "workspace", "status", "error", "size_bytes", "created_at"]
    list_select_related = ["workspace"]
    list_filter = ["status", "source_type", "format"]
    search_fields = ["title", "workspace__name"]
    ordering = ["-created_at", "-pk"]
    inlines = [EntryInline, VersionInline]
    actions = ["reprocess"]

    @admin.action(description="Read again", permissions=["operate"])
    def reprocess(self, request: HttpRequest, documents: QuerySet[Document]) -> None:
        for document in documents:
            with workspace_scope(document.workspace_id):
                services.reprocess_document(document=document, now=timezone.now())
                record(action="DOCUMENT_REPROCESSED", target=document.public_id, now=timezone.now())
            self.log_change(request, document, "Queued to be read again.")
        self.message_user(request, f"{len(documents)} documents queued.")


@admin.register(EmbeddingIndex)
class EmbeddingIndexAdmin(ReadOnlyAdmin):
    list_display = [
        *("shown_id", "workspace", "embedder", "state", "documents_done", "documents_total"),
        *("error", "created_at", "finished_at"),
    ]
    list_select_related = ["workspace"]
    list_filter = ["state", "kind"]
    search_fields = ["workspace__name", "model"]
    ordering = ["-created_at", "-pk"]
    exclude = ["api_key"]


class CrawlRunInline(ReadOnlyInline):
    model = CrawlRun
    fields = [
        *("state", "pages_found", "pages_new", "pages_changed", "pages_unchanged"),
        *("pages_skipped", "pages_failed", "pages_removed", "error", "started_at", "finished_at"),
    ]
    ordering = ["-pk"]


@admin.register(Crawl)
class CrawlAdmin(ReadOnlyAdmin):
    list_display = ["shown_id", "start_url", "workspace", "schedule", "next_run_at", "created_at"]
    list_select_related = ["workspace"]
    list_filter = ["schedule"]
    search_fields = ["start_url", "workspace__name"]
    ordering = ["-created_at", "-pk"]
    inlines = [CrawlRunInline]
