"""Agents and their published versions."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower

from core.models import Identified, WorkspaceOwned
from knowledge.models import Collection
from scheduling.models import Calendar
from voice.answers.models import Behavior, KnowledgeScope
from voice.providers.models import Provider


class Agent(Identified, WorkspaceOwned):
    """An agent's editable draft; visitors are served `published_version`."""

    class Status(models.TextChoices):
        DRAFT = "DRAFT"
        PUBLISHED = "PUBLISHED"
        ARCHIVED = "ARCHIVED"

    class Gate(models.TextChoices):
        OFF = "OFF"
        WARN = "WARN"
        BLOCK = "BLOCK"

    class Type(models.TextChoices):
        SUPPORT = "SUPPORT"
        SALES = "SALES"
        BOOKING = "BOOKING"
        FAQ = "FAQ"
        GENERAL = "GENERAL"

    id_prefix = "agent"

    name = models.CharField(max_length=120)
    description = models.CharField(max_length=1000, blank=True)
    agent_type = models.CharField(max_length=10, choices=Type, default=Type.SUPPORT)
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT)
    behavior_settings = models.JSONField(default=dict, blank=True)
    response_config = models.JSONField(default=dict, blank=True)
    conversation_rules = models.JSONField(default=dict, blank=True)
    greeting_message = models.CharField(max_length=1000)
    fallback_message = models.CharField(max_length=1000)
    provider = models.ForeignKey(
        Provider, on_delete=models.SET_NULL, null=True, blank=True, related_name="agents"
    )
    fallback_providers = models.ManyToManyField(Provider, through="AgentFallback", related_name="+")
    publish_gate = models.CharField(
        max_length=5,
        choices=Gate,
        default=Gate.WARN,
        help_text="The effect of failing cases on publishing the agent.",
    )
    answers_member_chats = models.BooleanField(
        default=True, help_text="Answers in member chats of its workspace."
    )
    copied_from_uuid = models.UUIDField(
        null=True, editable=False, help_text="UUID of the agent that this is a copy of."
    )
    package = models.CharField(
        max_length=110,
        blank=True,
        default="",
        editable=False,
        help_text="The package that it was installed from, `name:version`.",
    )
    knowledge_scope = models.CharField(
        max_length=8,
        choices=KnowledgeScope,
        default=KnowledgeScope.SELECTED,
        help_text="Which of the workspace's collections it answers from: all, or those linked.",
    )
    collections = models.ManyToManyField(
        Collection, through="AgentCollection", related_name="agents"
    )
    calendars = models.ManyToManyField(Calendar, through="AgentCalendar", related_name="+")
    # RESTRICT, not SET_NULL: deleting an agent would otherwise first remove the version that it
    # requires.
    published_version = models.ForeignKey(
        "AgentVersion", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                "workspace", Lower("name"), name="one_agent_per_name_and_workspace"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="PUBLISHED") | models.Q(published_version__isnull=False),
                name="published_agent_has_a_version",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AgentCollection(WorkspaceOwned):
    """A collection that an agent of scope SELECTED answers from."""

    id = models.BigAutoField(primary_key=True)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="+")

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "collection"], name="a_collection_is_linked_once"
            )
        ]

    def __str__(self) -> str:
        return f"agent {self.agent_id} knows collection {self.collection_id}"


class AgentCalendar(WorkspaceOwned):
    """A calendar that an agent may book into; `position` is the order in which it names them."""

    id = models.BigAutoField(primary_key=True)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "calendar"], name="an_agent_books_a_calendar_once"
            )
        ]

    def __str__(self) -> str:
        return f"agent {self.agent_id} books calendar {self.calendar_id}"


class AgentFallback(WorkspaceOwned):
    """A provider that an agent asks after those before it failed; after the last, it extracts."""

    id = models.BigAutoField(primary_key=True)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["agent", "provider"], name="a_provider_steps_in_once")
        ]

    def __str__(self) -> str:
        return f"agent {self.agent_id} falls back on provider {self.provider_id}"


class AgentVersion(Identified, WorkspaceOwned):
    """A frozen, published agent: everything that the answer engine needs to know of it."""

    id_prefix = "av"

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="versions")
    major = models.PositiveIntegerField(default=1)
    minor = models.PositiveIntegerField()
    frozen_behavior = models.JSONField(help_text="`Behavior.as_json`; read by `behavior`.")
    published_at = models.DateTimeField()

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "major", "minor"], name="agent_version_numbers_are_unique"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def behavior(self) -> Behavior:
        return Behavior.from_json(self.frozen_behavior)

    @property
    def number(self) -> str:
        return f"{self.major}.{self.minor}"
