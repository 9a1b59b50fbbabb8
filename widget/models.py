"""The widget: its appearance, visitor sessions, feedback and escalations."""

from __future__ import annotations

from django.db import models

from accounts.models import User
from core.models import Identified, WorkspaceOwned
from voice.agents.models import Agent
from voice.conversations.models import Conversation, Message
from workspaces.contacts.models import Contact
from workspaces.models import ApiKey


class WidgetConfig(WorkspaceOwned):
    """The appearance and greeting of an agent's widget. An agent without a row has the defaults."""

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
    language = models.CharField(
        max_length=8, default="auto", help_text="An ISO 639-1 code, or auto: the page's."
    )
    feedback_enabled = models.BooleanField(default=True)
    escalation_enabled = models.BooleanField(default=True)

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(primary_color__regex=r"^#[0-9a-fA-F]{6}$"),
                name="primary_color_is_a_hex_color",
            )
        ]

    def __str__(self) -> str:
        return f"widget of agent {self.agent_id}"


class VisitorSession(WorkspaceOwned):
    """One visitor's session. `key` is its secret in the visitor's browser."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=100)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    # None until the first message.
    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    api_key = models.ForeignKey(ApiKey, on_delete=models.SET_NULL, null=True, related_name="+")
    page_url = models.CharField(max_length=2000, blank=True)
    page_title = models.CharField(max_length=300, blank=True, default="")
    referrer = models.CharField(max_length=2000, blank=True, default="")
    language = models.CharField(max_length=35, blank=True, default="")
    user_agent = models.CharField(max_length=300, blank=True)
    is_legacy = models.BooleanField(
        default=False, help_text="Started by /widget/init, which returned its key."
    )
    created_at = models.DateTimeField()

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["agent", "key"], name="one_session_per_agent_and_key"),
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(is_legacy=True),
                name="a_legacy_key_names_one_session",
            ),
        ]

    def __str__(self) -> str:
        return f"chat {self.pk}"

    @property
    def required_conversation(self) -> Conversation:
        """The conversation of a session with messages. Raises ValueError for any other."""
        if self.conversation is None:
            raise ValueError("nothing has been said in this chat")
        return self.conversation


class Feedback(WorkspaceOwned):
    """A visitor's feedback on an answer; the latest replaces earlier feedback."""

    class Type(models.TextChoices):
        THUMBS_UP = "THUMBS_UP"
        THUMBS_DOWN = "THUMBS_DOWN"

    id = models.BigAutoField(primary_key=True)
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="feedback")
    type = models.CharField(max_length=11, choices=Type)
    comment = models.CharField(max_length=2_000, blank=True, default="")
    given_at = models.DateTimeField()

    class Meta(WorkspaceOwned.Meta):
        verbose_name_plural = "feedback"

    def __str__(self) -> str:
        return f"{self.type} for message {self.message_id}"


class Escalation(Identified, WorkspaceOwned):
    """A visitor's request for a human."""

    class Status(models.TextChoices):
        OPEN = "OPEN"
        IN_PROGRESS = "IN_PROGRESS"
        RESOLVED = "RESOLVED"

    id_prefix = "esc"

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="escalations"
    )
    contact = models.ForeignKey(
        Contact,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whom the address names.",
    )
    name = models.CharField(max_length=120, blank=True, default="")
    email = models.EmailField(max_length=254)
    message = models.TextField(max_length=4_000)
    status = models.CharField(max_length=11, choices=Status, default=Status.OPEN)
    handled_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta(WorkspaceOwned.Meta):
        indexes = [
            models.Index(fields=["workspace", "-created_at", "-id"], name="escalation_newest")
        ]

    def __str__(self) -> str:
        return f"escalation {self.pk}"


class WidgetEvent(WorkspaceOwned):
    """An event reported by the legacy embed: the chat was opened, closed …"""

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(VisitorSession, on_delete=models.CASCADE, related_name="+")
    type = models.CharField(max_length=60)
    data = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.type} in chat {self.session_id}"
