"""Tenants, for platform staff."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from core.staff import ReadOnlyAdmin, ReadOnlyInline, StaffAdmin
from workspaces import services
from workspaces.models import ApiKey, Membership, UsageCounter, Workspace


class MembershipInline(ReadOnlyInline):
    model = Membership
    fields = ["user", "role", "created_at"]


@admin.register(Workspace)
class WorkspaceAdmin(StaffAdmin):
    list_display = ["shown_id", "name", "plan", "time_zone", "created_at", "deleted_at"]
    list_filter = ["plan"]
    search_fields = ["name", "slug"]
    ordering = ["-created_at", "-pk"]
    fields = ["shown_id", "name", "slug", "logo_url", "time_zone", "plan", "settings"]
    readonly_fields = ["shown_id"]
    inlines = [MembershipInline]
    actions = ["close", "restore"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a workspace begins with an owner: people make their own

    def has_delete_permission(self, request: HttpRequest, obj: Workspace | None = None) -> bool:
        return False  # closing it can be undone

    @admin.action(description="Close", permissions=["change"])
    def close(self, request: HttpRequest, workspaces: QuerySet[Workspace]) -> None:
        for workspace in workspaces:
            services.delete_workspace(workspace=workspace, now=timezone.now())

    @admin.action(description="Restore", permissions=["change"])
    def restore(self, request: HttpRequest, workspaces: QuerySet[Workspace]) -> None:
        for workspace in workspaces:
            services.restore_workspace(workspace=workspace)


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    list_display = ["name", "masked", "workspace", "allowed_domains", "last_used_at", "revoked_at"]
    list_select_related = ["workspace"]
    search_fields = ["name", "prefix", "workspace__name"]
    exclude = ["key_hash"]
    ordering = ["-created_at", "-pk"]


@admin.register(UsageCounter)
class UsageCounterAdmin(ReadOnlyAdmin):
    list_display = ["workspace", "month", "metric", "used"]
    list_select_related = ["workspace"]
    list_filter = ["metric", "month"]
    ordering = ["-month", "-used", "-pk"]
