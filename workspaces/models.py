"""Tenants, who belongs to them, and the keys to their widgets."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from core.models import Identified, PublicIdQuerySet, WorkspaceOwned


class Workspace(Identified):
    """A tenant. Its own row is sealed like theirs, by its `id`."""

    class Plan(models.TextChoices):
        FREE = "FREE"
        STARTER = "STARTER"
        PROFESSIONAL = "PROFESSIONAL"
        ENTERPRISE = "ENTERPRISE"

    id_prefix = "ws"

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    logo_url = models.URLField(max_length=500, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    settings = models.JSONField(default=dict, blank=True)
    plan = models.CharField(max_length=12, choices=Plan, default=Plan.FREE)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(PublicIdQuerySet)()

    def __str__(self) -> str:
        return self.name


class Membership(Identified, WorkspaceOwned):
    """A person's place in a workspace."""

    class Role(models.TextChoices):
        OWNER = "OWNER"
        ADMIN = "ADMIN"
        MEMBER = "MEMBER"
        VIEWER = "VIEWER"

    id_prefix = "wm"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=6, choices=Role)
    created_at = models.DateTimeField()

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "user"], name="one_membership_per_person_and_workspace"
            ),
            models.UniqueConstraint(
                fields=["workspace"],
                condition=models.Q(role="OWNER"),
                name="one_owner_per_workspace",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"


class ApiKey(Identified, WorkspaceOwned):
    """A publishable key that opens the widget on the websites it names. Only its hash is stored."""

    id_prefix = "key"

    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=16)
    key_hash = models.BinaryField(max_length=32, unique=True)
    allowed_domains = ArrayField(models.CharField(max_length=253), default=list, blank=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta(WorkspaceOwned.Meta):
        indexes = [
            models.Index(fields=["workspace", "-created_at"], name="api_key_newest"),
            GinIndex(fields=["allowed_domains"], name="api_key_domains"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def is_active(self) -> bool:
        return self.revoked_at is None

    @property
    def masked(self) -> str:
        return f"{self.prefix}..."


class UsageCounter(WorkspaceOwned):
    """How much of a monthly quota is used."""

    id = models.BigAutoField(primary_key=True)
    month = models.DateField(help_text="The first day of the month, UTC.")
    metric = models.CharField(max_length=30)
    used = models.PositiveIntegerField(default=0)

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "month", "metric"], name="one_counter_per_month_and_metric"
            )
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.month:%Y-%m}"
