"""Workspaces, their members, and their API keys."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone

from accounts.models import User
from core.models import Identified, PublicIdQuerySet, WorkspaceOwned


def every_scope() -> list[str]:
    """The default scopes of a new API key: all of them."""
    return [scope.value for scope in ApiKey.Scope]


class Workspace(Identified):
    """A tenant. Row-level security protects its own row too, by `id`."""

    class Plan(models.TextChoices):
        FREE = "FREE"
        STARTER = "STARTER"
        PROFESSIONAL = "PROFESSIONAL"
        ENTERPRISE = "ENTERPRISE"

    id_prefix = "ws"

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    company_name = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=40, blank=True, help_text="In the spelling as given.")
    phone_e164 = models.CharField(max_length=16, blank=True, editable=False)
    description = models.TextField(max_length=2_000, blank=True)
    logo_url = models.URLField(max_length=500, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    settings = models.JSONField(default=dict, blank=True)
    allowed_ips = ArrayField(
        models.CharField(max_length=43),
        null=True,
        blank=True,
        help_text="Networks that members may use; null or empty: any.",
    )
    plan = models.CharField(max_length=12, choices=Plan, default=Plan.FREE)
    own_messages_per_month = models.PositiveIntegerField(
        null=True, blank=True, help_text="Replaces the plan's limit."
    )
    own_requests_per_minute = models.PositiveIntegerField(
        null=True, blank=True, help_text="Replaces the plan's limit."
    )
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    suspended_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(PublicIdQuerySet)()

    def __str__(self) -> str:
        return self.name


class Membership(Identified, WorkspaceOwned):
    """A user's membership in a workspace, with their role."""

    class Role(models.TextChoices):
        OWNER = "OWNER"
        ADMIN = "ADMIN"
        MEMBER = "MEMBER"
        VIEWER = "VIEWER"

    id_prefix = "wm"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=6, choices=Role)
    is_default = models.BooleanField(default=False, help_text="The user's default workspace.")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "user"], name="one_membership_per_person_and_workspace"
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(is_default=True),
                name="one_default_workspace_per_person",
            ),
            models.UniqueConstraint(
                fields=["workspace"],
                condition=models.Q(role="OWNER"),
                name="one_owner_per_workspace",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"


class Invitation(Identified, WorkspaceOwned):
    """An offer of membership to an e-mail address, valid for seven days."""

    class Status(models.TextChoices):
        PENDING = "PENDING"
        ACCEPTED = "ACCEPTED"
        DECLINED = "DECLINED"
        CANCELLED = "CANCELLED"

    id_prefix = "inv"

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=6, choices=Membership.Role)
    status = models.CharField(max_length=9, choices=Status, default=Status.PENDING)
    nonce = models.UUIDField(
        default=uuid.uuid4,
        editable=False,
        help_text="Named by its tokens; replaced on each resend.",
    )
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "email"],
                condition=models.Q(status="PENDING"),
                name="one_pending_invitation_per_address",
            ),
            models.CheckConstraint(
                condition=~models.Q(role="OWNER"), name="nobody_is_invited_as_owner"
            ),
        ]
        indexes = [
            models.Index(
                fields=["email"],
                condition=models.Q(status="PENDING"),
                name="invitation_by_address",
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class AuditEntry(Identified, WorkspaceOwned):
    """One audited change: who, what, before, after, from where.

    Entries of a workspace form a chain: each holds a keyed hash over itself and the one before, so
    that changing, removing or reordering entries is detected. The application cannot change or
    remove entries.
    """

    id_prefix = "aud"

    number = models.PositiveBigIntegerField(help_text="1, 2, 3 … in the workspace.")
    at = models.DateTimeField()
    actor = models.CharField(max_length=40, help_text="Public id of a user, or `system`.")
    actor_email = models.CharField(max_length=254, blank=True)
    impersonator = models.CharField(
        max_length=254, blank=True, help_text="The member of staff who acted as the user."
    )
    address = models.GenericIPAddressField(null=True)
    action = models.CharField(max_length=40)
    target = models.CharField(max_length=60, help_text="Public id of what was changed.")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    chain_hash = models.BinaryField(max_length=32)

    class Meta(WorkspaceOwned.Meta):
        verbose_name_plural = "audit entries"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "number"], name="audit_entries_are_numbered"
            )
        ]

    def __str__(self) -> str:
        return f"{self.action} #{self.number}"


class AuditHead(WorkspaceOwned):
    """The end of a workspace's audit chain, without which truncation could not be detected.

    Sealed with a keyed hash over its number and the last entry's hash.
    """

    id = models.BigAutoField(primary_key=True)
    number = models.PositiveBigIntegerField(help_text="Of the last entry.")
    seal = models.BinaryField(max_length=32)

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="one_audit_head_per_workspace")
        ]

    def __str__(self) -> str:
        return f"audit head #{self.number}"


class ApiKey(Identified, WorkspaceOwned):
    """A publishable key that opens the widget on the websites it names. Only its hash is stored."""

    class Scope(models.TextChoices):
        WIDGET_READ = "widget:read"  # the widget's appearance and greeting
        WIDGET_CHAT = "widget:chat"  # asking, and reading answers

    id_prefix = "key"

    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=16)
    key_hash = models.BinaryField(max_length=32, unique=True)
    allowed_domains = ArrayField(models.CharField(max_length=253), default=list, blank=True)
    scopes = ArrayField(models.CharField(max_length=40), default=every_scope)
    expires_at = models.DateTimeField(null=True, blank=True)
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
    """The used part of a monthly quota."""

    id = models.BigAutoField(primary_key=True)
    month = models.DateField(help_text="The first day of the month, UTC.")
    metric = models.CharField(max_length=30)
    used = models.PositiveIntegerField(default=0)
    told_percent = models.PositiveSmallIntegerField(
        db_default=0, help_text="The highest share of the quota that managers were mailed about."
    )

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "month", "metric"], name="one_counter_per_month_and_metric"
            )
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.month:%Y-%m}"
