"""Base classes of the portal's pages: rows of every workspace, bounded queries, no secrets."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline


class StaffAdmin(ModelAdmin):
    """A table as staff see it.

    The portal runs as the table owner (`core.scope.as_table_owner`), so row-level security does not
    bind it; these classes decide what is shown.
    """

    list_per_page = 50
    show_full_result_count = False
    list_filter_submit = True

    @admin.display(description="Id")
    def shown_id(self, row: Any) -> str:
        return str(row.public_id)


class ReadOnlyAdmin(StaffAdmin):
    """A table that only the platform itself writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """True for staff who may change such rows: for actions that make the platform write."""
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")


class ReadOnlyInline(TabularInline):
    """Related rows on the page, read-only and paged.

    related: relations that the fields show, selected in the same query.
    """

    extra = 0
    can_delete = False
    per_page = 50
    ordering: ClassVar[list[str]] = ["pk"]
    related: ClassVar[list[str]] = []

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.select_related(*self.related) if self.related else rows

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
