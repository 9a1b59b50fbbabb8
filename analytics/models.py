"""What customers asked and no document answered."""

from __future__ import annotations

from django.db import models

from core.models import Identified, WorkspaceOwned
from voice.models import Agent


class UnansweredQuestion(Identified, WorkspaceOwned):
    """A question, however often it was asked; `wording` is what makes two of them the same."""

    class Status(models.TextChoices):
        OPEN = "OPEN"
        RESOLVED = "RESOLVED"

    id_prefix = "uq"

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=500)
    wording = models.CharField(max_length=500)
    occurrences = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "wording"], name="a_question_is_listed_once_per_agent"
            )
        ]

    def __str__(self) -> str:
        return self.question


class SeenEvent(WorkspaceOwned):
    """An event that has been counted: events come at least once, figures count them once."""

    id = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField(unique=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"event {self.event_id}"
