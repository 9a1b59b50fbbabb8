"""Unanswered questions in the portal."""

from __future__ import annotations

from django.contrib import admin

from analytics.models import UnansweredQuestion, Wording
from core.staff import ReadOnlyAdmin, ReadOnlyInline


class WordingInline(ReadOnlyInline):
    model = Wording
    fields = ["text", "occurrences"]


@admin.register(UnansweredQuestion)
class UnansweredQuestionAdmin(ReadOnlyAdmin):
    list_display = ["question", "agent", "workspace", "occurrences", "status", "last_seen_at"]
    list_select_related = ["agent", "workspace"]
    list_filter = ["status"]
    search_fields = ["question", "agent__name", "workspace__name"]
    ordering = ["-last_seen_at", "-pk"]
    exclude = ["meaning"]
    inlines = [WordingInline]
