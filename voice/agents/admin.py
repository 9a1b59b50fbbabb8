"""Agents in the portal."""

from __future__ import annotations

from django import forms
from django.contrib import admin

from core.staff import ReadOnlyInline, StaffAdmin, Writes
from voice.agents import services
from voice.agents.models import Agent, AgentVersion
from voice.providers.models import Provider


class AgentForm(forms.ModelForm):
    def clean_provider(self) -> Provider | None:
        """Checked here, since the form lists the providers of every workspace."""
        provider: Provider | None = self.cleaned_data["provider"]
        if provider is not None and provider.workspace_id != self.instance.workspace_id:
            raise forms.ValidationError("This provider is another workspace's.")
        return provider


class VersionInline(ReadOnlyInline):
    model = AgentVersion
    fields = ["number", "published_at"]
    readonly_fields = ["number"]


@admin.register(Agent)
class AgentAdmin(StaffAdmin):
    # No addition: agents are created in their workspace.
    writes = Writes(change=services.change_agent, delete=services.delete_agent)
    form = AgentForm
    list_display = ["shown_id", "name", "workspace", "agent_type", "status", "created_at"]
    list_select_related = ["workspace"]
    list_filter = ["status", "agent_type"]
    search_fields = ["name", "workspace__name"]
    ordering = ["-created_at", "-pk"]
    raw_id_fields = ["provider"]
    fields = [
        *("shown_id", "name", "description", "agent_type", "provider", "greeting_message"),
        "knowledge_scope",
    ]
    readonly_fields = ["shown_id", "knowledge_scope"]
    inlines = [VersionInline]
