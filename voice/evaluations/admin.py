"""Runs of evaluations, for platform staff."""

from __future__ import annotations

from django.contrib import admin

from core.staff import ReadOnlyAdmin, ReadOnlyInline
from voice.evaluations.models import EvaluationResult, EvaluationRun


class ResultInline(ReadOnlyInline):
    model = EvaluationResult
    fields = ["question", "has_passed", "reasons", "response", "confidence", "response_time_ms"]


@admin.register(EvaluationRun)
class EvaluationRunAdmin(ReadOnlyAdmin):
    list_display = ["shown_id", "agent", "workspace", "state", "passed", "total", "started_at"]
    list_select_related = ["agent", "workspace"]
    list_filter = ["state"]
    search_fields = ["agent__name", "workspace__name"]
    ordering = ["-started_at", "-pk"]
    inlines = [ResultInline]
