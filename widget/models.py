"""The chat on a website: how it looks, and who is talking in it."""

from __future__ import annotations

from django.db import models

from core.models import WorkspaceOwned
from voice.models import Agent, Conversation
from workspaces.models import ApiKey


class WidgetConfig(WorkspaceOwned):
    """How an agent's widget looks and greets. An agent without one gets the defaults."""

    class Theme(models.TextChoices):
        LIGHT = "light"
        DARK = "dark"
        AUTO = "auto"

    class Position(models.TextChoices):
        BOTTOM_RIGHT = "bottom-right"
        BOTTOM_LEFT = "bottom-left"

    id = models.BigAutoField(primary_key=True)
    agent = models.OneToOneField(Agent, on_delete=models.CASCADE, related_name="widget")
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.LIGHT)
    primary_color = models.CharField(max_length=7, default="#1d4ed8")
    border_radius = models.PositiveSmallIntegerField(default=12)
    position = models.CharField(max_length=12, choices=Position, default=Position.BOTTOM_RIGHT)
    greeting_enabled = models.BooleanField(default=True)
    greeting_delay = models.PositiveIntegerField(default=3000, help_text="Milliseconds.")
    suggested_questions = models.JSONField(default=list, blank=True)
    show_powered_by = models.BooleanField(default=True)
    avatar_url = models.URLField(max_length=500, blank=True)

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(primary_color__regex=r"^#[0-9a-fA-F]{6}$"),
                name="primary_color_is_a_hex_color",
            )
        ]

    def __str__(self) -> str:
        return f"widget of agent {self.agent_id}"


class ChatSession(WorkspaceOwned):
    """One visitor's chat. `key` is what the visitor's browser calls it."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=100)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="+")
    api_key = models.ForeignKey(ApiKey, on_delete=models.SET_NULL, null=True, related_name="+")
    page_url = models.CharField(max_length=2000, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["agent", "key"], name="one_chat_per_agent_and_key")
        ]

    def __str__(self) -> str:
        return f"chat {self.pk}"
