"""Evaluation cases and runs in the portal."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import TextFilter

from core.staff import ReadOnlyAdmin, ReadOnlyInline
from voice.agents.models import Agent
from voice.evaluations.models import EvaluationCase, EvaluationResult, EvaluationRun


class AgentFilter(TextFilter):
    title, parameter_name = "agent's id", "agent"

    def queryset(
        self, request: HttpRequest, cases: QuerySet[EvaluationCase]
    ) -> QuerySet[EvaluationCase]:
        wanted = self.value()
        if not wanted:
            return cases
        return cases.filter(agent__in=Agent.everywhere.with_public_id(wanted))


@admin.register(EvaluationCase)
class EvaluationCaseAdmin(ReadOnlyAdmin):
    list_display = ["shown_id", "question", "agent", "workspace", "expects_answer", "created_at"]
    list_select_related = ["agent", "workspace"]
    list_filter = [AgentFilter]
    search_fields = ["question", "agent__name", "workspace__name"]
    ordering = ["-created_at", "-pk"]


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
