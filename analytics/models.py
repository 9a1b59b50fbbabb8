"""Unanswered questions."""

from __future__ import annotations

from django.db import models
from pgvector.django import VectorField

from accounts.models import User
from core.models import Identified, WorkspaceOwned
from knowledge.models import EMBEDDING_DIMENSIONS, Document
from voice.agents.models import Agent


class UnansweredQuestion(Identified, WorkspaceOwned):
    """A question in all its wordings, however often it was asked; `wording` is the first."""

    class Status(models.TextChoices):
        OPEN = "OPEN"
        RESOLVED = "RESOLVED"
        DISMISSED = "DISMISSED"

    id_prefix = "uq"

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=500)
    wording = models.CharField(max_length=500)
    occurrences = models.PositiveIntegerField(default=0)
    meaning = VectorField(
        dimensions=EMBEDDING_DIMENSIONS, null=True, help_text="Vector of its first wording."
    )
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    resolution = models.ForeignKey(
        Document,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The entry that was written to answer it.",
    )
    reasked = models.JSONField(
        null=True, blank=True, help_text="The result of asking it again after that."
    )
    note = models.CharField(
        max_length=300, blank=True, default="", help_text="Why it is open although it has an entry."
    )

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "wording"], name="a_question_is_listed_once_per_agent"
            )
        ]
        indexes = [
            models.Index(
                fields=["workspace", "status", "-last_seen_at", "-id"], name="unanswered_latest"
            )
        ]

    def __str__(self) -> str:
        return self.question


class Wording(WorkspaceOwned):
    """Another wording of an unanswered question."""

    id = models.BigAutoField(primary_key=True)
    question = models.ForeignKey(
        UnansweredQuestion, on_delete=models.CASCADE, related_name="wordings"
    )
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=500)
    wording = models.CharField(max_length=500)
    occurrences = models.PositiveIntegerField(default=0)

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "wording"], name="a_wording_belongs_to_one_question"
            )
        ]

    def __str__(self) -> str:
        return self.text


class SeenEvent(WorkspaceOwned):
    """An event that has been counted.

    Events are delivered at least once; statistics count them once.
    """

    id = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField(unique=True)
    seen_at = models.DateTimeField()

    class Meta(WorkspaceOwned.Meta):
        indexes = [models.Index(fields=["seen_at"], name="seen_event_oldest")]

    def __str__(self) -> str:
        return f"event {self.event_id}"
