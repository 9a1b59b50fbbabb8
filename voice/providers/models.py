"""Providers: vendors of language models, as configured by a workspace."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower

from core.crypto import EncryptedTextField
from core.models import Identified, WorkspaceOwned


class Provider(Identified, WorkspaceOwned):
    """A language model. Agents without one extract their answers.

    Costs are per million tokens, in millionths of the workspace's currency: 150_000 is 0.15.
    """

    class Kind(models.TextChoices):
        OPENAI_COMPATIBLE = "OPENAI_COMPATIBLE", "OpenAI-compatible"
        ANTHROPIC = "ANTHROPIC", "Anthropic"
        LOCAL = "LOCAL", "Local SmolLM2"

    id_prefix = "prov"

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OPENAI_COMPATIBLE)
    base_url = models.URLField(max_length=500, blank=True)
    api_key = EncryptedTextField(blank=True, default="")
    model = models.CharField(max_length=120)
    input_cost = models.PositiveBigIntegerField(default=0)
    output_cost = models.PositiveBigIntegerField(default=0)
    timeout_seconds = models.PositiveSmallIntegerField(
        default=15, help_text="Seconds of silence before the next provider is asked."
    )
    supports_tools = models.BooleanField(
        null=True,
        blank=True,
        help_text="If its model may call tools, as for booking; empty: yes, but for the local one.",
    )
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

    @property
    def is_usable(self) -> bool:
        return self.is_active and (bool(self.api_key) or self.kind == self.Kind.LOCAL)

    @property
    def calls_tools(self) -> bool:
        if self.supports_tools is None:
            return self.kind != self.Kind.LOCAL
        return self.supports_tools
