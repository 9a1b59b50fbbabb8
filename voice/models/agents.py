"""Agents, the versions that are published of them, and the models they may speak through."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower

from core.crypto import EncryptedTextField
from core.models import Identified, WorkspaceOwned
from knowledge.models import Collection


class Provider(Identified, WorkspaceOwned):
    """A language model reached over HTTP. Agents without one extract their answers."""

    class Kind(models.TextChoices):
        OPENAI_COMPATIBLE = "OPENAI_COMPATIBLE", "OpenAI-compatible"

    id_prefix = "prov"

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OPENAI_COMPATIBLE)
    base_url = models.URLField(max_length=500)
    api_key = EncryptedTextField(blank=True, default="")
    model = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                "workspace", Lower("name"), name="one_provider_per_name_and_workspace"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Agent(Identified, WorkspaceOwned):
    """The draft of an agent, which goes on being edited; visitors meet `published_version`."""

    class Status(models.TextChoices):
        DRAFT = "DRAFT"
        PUBLISHED = "PUBLISHED"
        ARCHIVED = "ARCHIVED"

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
    collections = models.ManyToManyField(
        Collection, through="AgentCollection", related_name="agents"
    )
    # RESTRICT, not SET_NULL: deleting an agent would first take the version that it must have.
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
    """A collection that an agent answers from; an agent with none answers from all."""

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


class AgentVersion(Identified, WorkspaceOwned):
    """What was published, frozen: everything the answer engine needs to know of the agent."""

    id_prefix = "av"

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="versions")
    major = models.PositiveIntegerField(default=1)
    minor = models.PositiveIntegerField()
    behaviour = models.JSONField()
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
    def number(self) -> str:
        return f"{self.major}.{self.minor}"
