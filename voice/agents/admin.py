"""Agents, for platform staff."""

from __future__ import annotations

from django.contrib import admin

from core.staff import ReadOnlyInline, StaffAdmin
from voice.agents.models import Agent, AgentVersion


class VersionInline(ReadOnlyInline):
    model = AgentVersion
    fields = ["number", "published_at"]
    readonly_fields = ["number"]


@admin.register(Agent)
class AgentAdmin(StaffAdmin):
    list_display = ["shown_id", "name", "workspace", "agent_type", "status", "created_at"]
    list_select_related = ["workspace"]
    list_filter = ["status", "agent_type"]
    search_fields = ["name", "workspace__name"]
    ordering = ["-created_at", "-pk"]
    raw_id_fields = ["provider"]
    fields = ["shown_id", "name", "description", "agent_type", "provider", "greeting_message"]
    readonly_fields = ["shown_id"]
    inlines = [VersionInline]

    def has_add_permission(self, request: object) -> bool:
        return False  # agents are made in their workspace
