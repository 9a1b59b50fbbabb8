"""Jobs and outbox events in the portal."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from core.jobs.queue import queue_again
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
        for job in (queued := queue_again(jobs.values_list("pk", flat=True), now=timezone.now())):
            self.log_change(request, job, "Queued again.")
        self.message_user(request, f"{len(queued)} failed jobs queued again.")


@admin.register(OutboxEvent)
class OutboxEventAdmin(ReadOnlyAdmin):
    list_display = ["id", "type", "version", "aggregate", "created_at", "relayed_at"]
    list_filter = ["type"]
    search_fields = ["aggregate"]
    ordering = ["-pk"]
