"""How widgets look, for platform staff."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from core.staff import StaffAdmin
from widget.models import WidgetConfig


@admin.register(WidgetConfig)
class WidgetConfigAdmin(StaffAdmin):
    list_display = ["agent", "workspace", "theme", "primary_color", "position"]
    list_select_related = ["agent", "workspace"]
    search_fields = ["agent__name", "workspace__name"]
    readonly_fields = ["workspace", "agent"]
    ordering = ["-pk"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # made with its agent
