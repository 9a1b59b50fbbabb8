"""Agents, providers and conversations, for platform staff."""

from __future__ import annotations

from django import forms
from django.contrib import admin

from core.staff import ReadOnlyAdmin, ReadOnlyInline, StaffAdmin
from voice.models import (
    Agent,
    AgentTest,
    AgentTestResult,
    AgentTestRun,
    AgentVersion,
    Conversation,
    Message,
    Provider,
)


class VersionInline(ReadOnlyInline):
    model = AgentVersion
    fields = ["number", "published_at"]
    readonly_fields = ["number"]


class TestInline(ReadOnlyInline):
    model = AgentTest
    fields = ["question", "contains", "excludes", "expects_answer", "min_confidence"]


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
    inlines = [VersionInline, TestInline]

    def has_add_permission(self, request: object) -> bool:
        return False  # agents are made in their workspace


class ResultInline(ReadOnlyInline):
    model = AgentTestResult
    fields = ["question", "has_passed", "reasons", "response", "confidence", "response_time_ms"]


@admin.register(AgentTestRun)
class AgentTestRunAdmin(ReadOnlyAdmin):
    list_display = ["shown_id", "agent", "workspace", "state", "passed", "total", "started_at"]
    list_select_related = ["agent", "workspace"]
    list_filter = ["state"]
    search_fields = ["agent__name", "workspace__name"]
    ordering = ["-started_at", "-pk"]
    inlines = [ResultInline]


class ProviderForm(forms.ModelForm):
    """The key can be set and replaced, never read."""

    new_key = forms.CharField(
        label="API key",
        required=False,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Leave empty to keep the key that is stored.",
    )

    class Meta:
        model = Provider
        fields = [
            *("workspace", "name", "kind", "base_url", "model"),
            *("input_cost", "output_cost", "timeout_seconds", "is_active"),
        ]

    def save(self, commit: bool = True) -> Provider:
        if self.cleaned_data["new_key"]:
            self.instance.api_key = self.cleaned_data["new_key"]
        return super().save(commit)


@admin.register(Provider)
class ProviderAdmin(StaffAdmin):
    form = ProviderForm
    list_display = ["shown_id", "name", "workspace", "kind", "model", "is_active"]
    list_select_related = ["workspace"]
    search_fields = ["name", "workspace__name"]
    raw_id_fields = ["workspace"]
    ordering = ["-created_at", "-pk"]


class MessageInline(ReadOnlyInline):
    model = Message
    fields = ["role", "content", "confidence", "is_answered", "state", "created_at"]
    ordering = ["pk"]


@admin.register(Conversation)
class ConversationAdmin(ReadOnlyAdmin):
    list_display = ["shown_id", "agent", "workspace", "channel", "status", "last_message_at"]
    list_select_related = ["agent", "workspace"]
    list_filter = ["channel", "status", "is_escalated"]
    search_fields = ["workspace__name", "agent__name"]
    ordering = ["-last_message_at", "-pk"]
    inlines = [MessageInline]
