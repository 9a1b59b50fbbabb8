"""What tenants have uploaded, for platform staff."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from core.scope import workspace_scope
from core.staff import ReadOnlyAdmin, ReadOnlyInline
from knowledge import services
from knowledge.models import Collection, Document, DocumentVersion


@admin.register(Collection)
class CollectionAdmin(ReadOnlyAdmin):
    list_display = ["shown_id", "name", "workspace", "created_at"]
    list_select_related = ["workspace"]
    search_fields = ["name", "workspace__name"]
    ordering = ["-created_at", "-pk"]


class VersionInline(ReadOnlyInline):
    model = DocumentVersion
    fields = ["number", "state", "embedder", "chunk_count", "token_count", "created_at"]


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ["shown_id", "title", "workspace", "status", "error", "size_bytes", "created_at"]
    list_select_related = ["workspace"]
    list_filter = ["status", "format"]
    search_fields = ["title", "workspace__name"]
    ordering = ["-created_at", "-pk"]
    inlines = [VersionInline]
    actions = ["reprocess"]

    @admin.action(description="Read again", permissions=["operate"])
    def reprocess(self, request: HttpRequest, documents: QuerySet[Document]) -> None:
        for document in documents:
            with workspace_scope(document.workspace_id):
                services.reprocess_document(document=document, now=timezone.now())
        self.message_user(request, f"{len(documents)} documents queued.")
