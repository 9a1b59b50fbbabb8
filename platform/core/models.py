"""Base classes of the platform's tables, and the kernel's own tables."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self, TypeVar, cast

from django.db import models
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual

from core import ids
from core.crypto import EncryptedTextField
from core.scope import ScopedManager

Row = TypeVar("Row", bound=models.Model, covariant=True)


class PublicIdQuerySet(models.QuerySet[Row]):
    """Finds rows by public id."""

    def with_public_id(self, public_id: str) -> Self:
        """The row with that public id; empty if it is malformed or of another kind."""
        value = ids.decode(cast(type[Identified], self.model).id_prefix, public_id)
        return self.none() if value is None else self.filter(uuid=value)


class Identified(models.Model):
    """A row with a `bigint` key for joins and a prefixed public id for callers."""

    id_prefix: ClassVar[str]

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)

    class Meta:
        abstract = True

    @property
    def public_id(self) -> str:
        """The public id, e.g. `agent_01hx…`."""
        return ids.encode(self.id_prefix, self.uuid)


class WorkspaceOwned(models.Model):
    """A row of one workspace. `objects` works only inside a workspace scope, on its rows.

    Migrations of every subclass call `core.db.tenancy.SealTenantTables`, which adds row-level
    security and ties foreign keys to the same workspace.
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False
    )

    everywhere = models.Manager.from_queryset(PublicIdQuerySet)()
    objects = ScopedManager.from_queryset(PublicIdQuerySet)()

    class Meta:
        abstract = True
        # Django's internals (cascades, refresh_from_db) need an unfiltered default manager.
        default_manager_name = base_manager_name = "everywhere"


class Job(models.Model):
    """One piece of background work, recorded in the transaction that needs it.

    Celery is only told that it exists; this row decides who runs it and how it ended. It names its
    workspace but is not a tenant's row: the sweep must see all of them.

    weight: roughly the bytes to work through.
    announced_at: when Celery was last told; in the future while whoever enqueued it runs it.
    started_at: of the last attempt.
    """

    class State(models.TextChoices):
        QUEUED = "QUEUED"
        RUNNING = "RUNNING"
        SUCCEEDED = "SUCCEEDED"
        FAILED = "FAILED"

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=100)
    arguments = models.JSONField(default=dict)
    workspace_id = models.BigIntegerField(null=True)
    weight = models.BigIntegerField(default=0, db_default=0)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True, default=None)
    error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="RUNNING") | models.Q(lease=None),
                name="job_is_leased_only_while_running",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="job_open_by_due",
                condition=models.Q(state__in=["QUEUED", "RUNNING"]),
            ),
            models.Index(fields=["-id"], name="job_failed", condition=models.Q(state="FAILED")),
            models.Index(
                fields=["workspace_id", "started_at"],
                name="job_last_turn",
                condition=models.Q(started_at__isnull=False),
            ),
            models.Index(
                "name",
                Coalesce("workspace_id", 0),
                GreaterThanOrEqual(models.F("weight"), 400_000),
                "due_at",
                name="job_turn",
                condition=models.Q(state__in=["QUEUED", "RUNNING"]),
            ),
            models.Index(fields=["name"], name="job_running", condition=models.Q(state="RUNNING")),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class OutboxEvent(models.Model):
    """Something that happened, written in the same transaction."""

    id = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    workspace_id = models.BigIntegerField()
    type = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    aggregate = models.CharField(max_length=80)
    payload = models.JSONField()
    created_at = models.DateTimeField()
    relayed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="outbox_waiting", condition=models.Q(relayed_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.type} #{self.pk}"


class IdempotencyRecord(models.Model):
    """The response to a POST with an `Idempotency-Key`, stored for repetitions."""

    id = models.BigAutoField(primary_key=True)
    key_hash = models.BinaryField(max_length=32, unique=True)
    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    body = EncryptedTextField(blank=True, default="")  # may contain tokens and keys
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"idempotency record {self.pk}"


class Preference(models.Model):
    """A setting of the whole platform that staff change at runtime; see `core.preferences`."""

    name = models.CharField(primary_key=True, max_length=60)
    value = models.JSONField()
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
