"""The platform's own machinery: jobs and events, for platform staff."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from core.models import Job, OutboxEvent
from core.staff import ReadOnlyAdmin


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ["id", "name", "state", "attempts", "due_at", "finished_at", "error"]
    list_filter = ["state", "name"]
    search_fields = ["=id", "name"]
    ordering = ["-pk"]
    actions = ["run_again"]

    @admin.action(description="Run again", permissions=["operate"])
    def run_again(self, request: HttpRequest, jobs: QuerySet[Job]) -> None:
        queued = jobs.filter(state=Job.State.FAILED).update(
            state=Job.State.QUEUED, attempts=0, due_at=timezone.now(), error="", finished_at=None
        )
        self.message_user(request, f"{queued} failed jobs queued again.")


@admin.register(OutboxEvent)
class OutboxEventAdmin(ReadOnlyAdmin):
    list_display = ["id", "type", "version", "aggregate", "created_at", "relayed_at"]
    list_filter = ["type"]
    search_fields = ["aggregate"]
    ordering = ["-pk"]
