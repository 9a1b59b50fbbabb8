"""Conversations, their messages, and the evidence of each answer."""

from __future__ import annotations

from django.db import models

from accounts.models import User
from core.models import Identified, WorkspaceOwned
from knowledge.models import Chunk
from voice.agents.models import Agent, AgentVersion
from voice.answers.models import PREVIEW_CHARACTERS, Source
from workspaces.contacts.models import Contact


class Conversation(Identified, WorkspaceOwned):
    """A visitor or member talking with an agent, over any channel."""

    class Channel(models.TextChoices):
        WIDGET = "WIDGET"
        CHAT = "CHAT", "Chat of a member"

    class Status(models.TextChoices):
        AGENT = "AGENT"
        HUMAN = "HUMAN"
        CLOSED = "CLOSED"

    id_prefix = "conv"

    # None in a member chat, where each message is routed to an agent.
    agent = models.ForeignKey(
        Agent, on_delete=models.CASCADE, null=True, blank=True, related_name="conversations"
    )
    agent_version = models.ForeignKey(
        AgentVersion, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    channel = models.CharField(max_length=10, choices=Channel)
    status = models.CharField(
        max_length=6, choices=Status, default=Status.AGENT, help_text="Who answers."
    )
    started_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    assigned_to = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    visitor_name = models.CharField(max_length=120, blank=True, default="")
    visitor_email = models.EmailField(max_length=254, blank=True, default="")
    contact = models.ForeignKey(
        Contact,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="Whom the address that the visitor gave names.",
    )
    is_escalated = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    last_message_at = models.DateTimeField()
    read_by_staff_at = models.DateTimeField(null=True, blank=True)
    taken_over_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(
        null=True, blank=True, help_text="When its member last connected to it, in a member chat."
    )

    class Meta(WorkspaceOwned.Meta):
        indexes = [
            models.Index(fields=["workspace", "-last_message_at"], name="conversation_latest"),
            models.Index(
                fields=["workspace", "status", "-last_message_at", "-id"],
                name="conversation_by_status",
            ),
            models.Index(fields=["started_by", "-id"], name="conversation_of_a_member"),
            models.Index(
                fields=["workspace"],
                name="conversation_of_somebody_known",
                condition=~models.Q(visitor_email="", visitor_name=""),
            ),
            models.Index(
                fields=["contact", "-started_at", "-id"],
                name="conversation_of_a_contact",
                condition=models.Q(contact__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"conversation {self.pk}"


class Message(Identified, WorkspaceOwned):
    """One message. The row of an answer exists while it is being generated."""

    class Role(models.TextChoices):
        USER = "USER"
        ASSISTANT = "ASSISTANT"
        HUMAN = "HUMAN"

    class State(models.TextChoices):
        GENERATING = "GENERATING"
        COMPLETED = "COMPLETED"
        FAILED = "FAILED"
        DROPPED = "DROPPED", "Dropped for a human's"

    id_prefix = "msg"

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    role = models.CharField(max_length=9, choices=Role)
    state = models.CharField(max_length=10, choices=State, default=State.COMPLETED)
    content = models.TextField(blank=True, default="")
    agent_version = models.ForeignKey(
        AgentVersion,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="The version of the agent that gave this answer.",
    )
    in_reply_to = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="answer"
    )
    author = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The member who wrote it, if one did.",
    )
    is_answered = models.BooleanField(
        null=True, help_text="False if the fallback message was given."
    )
    confidence = models.FloatField(null=True)
    provider = models.CharField(max_length=60, blank=True, default="")
    response_time_ms = models.PositiveIntegerField(null=True)
    input_tokens = models.PositiveIntegerField(null=True)
    output_tokens = models.PositiveIntegerField(null=True)
    cost = models.PositiveBigIntegerField(null=True, help_text="In millionths.")
    unsupported = models.JSONField(
        default=list, blank=True, help_text="Sentences that no evidence supports."
    )
    delivered_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=40, blank=True, default="")
    request_key = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confidence=None)
                | models.Q(confidence__gte=0, confidence__lte=1),
                name="confidence_is_a_probability",
            ),
            models.UniqueConstraint(
                fields=["workspace", "request_key"],
                condition=~models.Q(request_key=""),
                name="one_message_per_request_key",
            ),
        ]
        indexes = [
            models.Index(fields=["conversation", "-id"], name="message_newest"),
            models.Index(fields=["workspace"], name="message_workspace"),
            models.Index(
                fields=["workspace", "conversation"],
                name="message_unread_by_staff",
                condition=models.Q(role="USER", read_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} message {self.pk}"


class BookingDialogue(WorkspaceOwned):
    """Where booking an appointment stands in a conversation; made with the first step of one.

    state: of `voice.tools.booking`. message: the last question. reply: "" if the engine answered.
    """

    id = models.BigAutoField(primary_key=True)
    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, related_name="booking_dialogue"
    )
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    state = models.JSONField()
    is_open = models.BooleanField()
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    reply = models.TextField(blank=True, default="")
    reminder = models.TextField(blank=True, default="")
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"booking in conversation {self.conversation_id}"


class Evidence(WorkspaceOwned):
    """A stretch of a chunk that an answer is based on; can be opened as long as the document
    exists.
    """

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="evidence")
    position = models.PositiveSmallIntegerField()
    # A number without a foreign key: the chunk is deleted with its document, the quote stays.
    chunk = models.ForeignKey(
        Chunk,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    document_uuid = models.UUIDField()
    title = models.CharField(max_length=255)
    quote = models.TextField()
    preview = models.CharField(max_length=PREVIEW_CHARACTERS)
    start = models.PositiveIntegerField(help_text="In characters of the chunk's text.")
    end = models.PositiveIntegerField()
    page = models.PositiveIntegerField(null=True)
    heading = models.CharField(max_length=500, blank=True, default="")
    score = models.FloatField()

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["message", "position"], name="one_evidence_per_position"
            ),
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")), name="evidence_is_a_stretch"
            ),
        ]

    def __str__(self) -> str:
        return f"evidence {self.position} of message {self.message_id}"

    @classmethod
    def of_source(cls, source: Source, *, message: Message, position: int) -> Evidence:
        """Build an unsaved row. position: from 0, the best source first."""
        return cls(
            workspace_id=message.workspace_id,
            message=message,
            position=position,
            chunk_id=source.chunk_id,
            document_uuid=source.document_uuid,
            title=source.title,
            quote=source.quote,
            preview=source.preview,
            start=source.start,
            end=source.end,
            page=source.page,
            heading=source.heading,
            score=source.score,
        )

    @property
    def source(self) -> Source:
        """The source as it was when the answer was given."""
        return Source(
            chunk_id=self.chunk_id,
            document_uuid=self.document_uuid,
            title=self.title,
            quote=self.quote,
            preview=self.preview,
            start=self.start,
            end=self.end,
            page=self.page,
            heading=self.heading,
            score=self.score,
        )


class ConversationSettings(WorkspaceOwned):
    """How long a workspace keeps its conversations. Without a row, forever."""

    id = models.BigAutoField(primary_key=True)
    retention_days = models.PositiveIntegerField(
        null=True, blank=True, help_text="Days after the last message; null: forever."
    )
    coordinator = models.ForeignKey(
        Agent,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Answers in member chats what suits no agent, or several.",
    )

    class Meta(WorkspaceOwned.Meta):
        verbose_name_plural = "conversation settings"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace"], name="one_conversation_settings_per_workspace"
            )
        ]

    def __str__(self) -> str:
        return f"conversation settings of workspace {self.workspace_id}"
