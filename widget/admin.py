"""Widgets and escalations in the portal."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model

from core.staff import ReadOnlyAdmin, StaffAdmin, Writes
from widget import services
from widget.models import Escalation, Feedback, WidgetConfig


@admin.register(WidgetConfig)
class WidgetConfigAdmin(StaffAdmin):
    # No addition or deletion: it is created and deleted with its agent.
    writes = Writes(change=services.change_appearance)
    list_display = ["agent", "workspace", "theme", "primary_color", "position"]
    list_select_related = ["agent", "workspace"]
    search_fields = ["agent__name", "workspace__name"]
    readonly_fields = ["workspace", "agent"]
    ordering = ["-pk"]

    def argument_for(self, row: Model) -> Model:
        return WidgetConfig.everywhere.select_related("agent").get(pk=row.pk).agent


@admin.register(Escalation)
class EscalationAdmin(ReadOnlyAdmin):
    list_display = ["shown_id", "agent", "workspace", "email", "status", "created_at"]
    list_select_related = ["agent", "workspace"]
    list_filter = ["status"]
    search_fields = ["email", "name", "workspace__name"]
    ordering = ["-created_at", "-pk"]


@admin.register(Feedback)
class FeedbackAdmin(ReadOnlyAdmin):
    list_display = ["message", "workspace", "type", "comment", "given_at"]
    list_select_related = ["message", "workspace"]
    list_filter = ["type"]
    search_fields = ["workspace__name"]
    ordering = ["-given_at", "-pk"]
