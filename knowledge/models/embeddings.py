"""The models that embed a workspace's texts."""

from __future__ import annotations

from django.db import models

from core.crypto import EncryptedTextField
from core.models import Identified, WorkspaceOwned


class EmbeddingIndex(Identified, WorkspaceOwned):
    """A workspace's index by one embedder.

    The next one is built beside the live one, then replaces it by a change of `state`. A workspace
    without any uses the embedded model.
    """

    class Kind(models.TextChoices):
        EMBEDDED = "EMBEDDED"
        OPENAI_COMPATIBLE = "OPENAI_COMPATIBLE", "OpenAI-compatible"

    class State(models.TextChoices):
        BUILDING = "BUILDING"
        LIVE = "LIVE"
        RETIRED = "RETIRED"
        FAILED = "FAILED"
        CANCELLED = "CANCELLED"

    id_prefix = "eidx"

    kind = models.CharField(max_length=20, choices=Kind, default=Kind.EMBEDDED)
    base_url = models.URLField(max_length=500, blank=True)
    api_key = EncryptedTextField(blank=True, default="")
    model = models.CharField(max_length=120, blank=True)
    embedder = models.CharField(max_length=80, help_text="The embedder's name in its chunks.")
    state = models.CharField(max_length=9, choices=State, default=State.BUILDING)
    documents_done = models.PositiveIntegerField(default=0)
    documents_total = models.PositiveIntegerField(null=True)
    error_code = models.CharField(max_length=40, blank=True, default="")
    error = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta(WorkspaceOwned.Meta):
        verbose_name_plural = "embedding indexes"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace"],
                condition=models.Q(state="LIVE"),
                name="one_embedding_index_is_live",
            ),
            models.UniqueConstraint(
                fields=["workspace"],
                condition=models.Q(state="BUILDING"),
                name="one_embedding_index_is_built_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.embedder} ({self.state})"
