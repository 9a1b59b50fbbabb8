"""Users, their sessions, and the challenges that verify addresses."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from core.models import Identified, PublicIdQuerySet


class UserManager(BaseUserManager["User"]):
    """Used by Django's own commands."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a superuser. The address counts as verified, since the operator vouches for it."""
        vouched = {"email_verified_at": timezone.now(), **fields}
        return self.create_user(email, password, is_staff=True, is_superuser=True, **vouched)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(Identified, AbstractBaseUser, PermissionsMixin):
    """A person's account. `is_staff` opens the portal, and by itself nothing of a workspace."""

    id_prefix = "usr"
    USERNAME_FIELD = EMAIL_FIELD = "email"

    email = models.EmailField(max_length=254)
    full_name = models.CharField(max_length=120, blank=True)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    has_changed_email = models.BooleanField(
        default=False,
        help_text="The address replaced another without proof: it resets nothing until verified.",
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["email"], name="one_user_per_email"),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="user_email_is_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_verified(self) -> bool:
        return self.email_verified_at is not None

    @property
    def is_platform_staff(self) -> bool:
        """True if the user may enter the portal, or is a superuser.

        Only superusers change such users.
        """
        return self.is_staff or self.is_superuser

    @property
    def may_lose_address(self) -> bool:
        """True while nobody has proven the address: whoever does has it from then on.

        Not if staff deactivated the account: that is theirs to lift.
        """
        is_open = self.is_active or self.closed_at is not None
        return is_open and not self.is_verified and not self.is_platform_staff

    def set_verified(self, now: datetime) -> list[str]:
        """Mark the address as verified, if it is not yet. Returns the fields to be saved."""
        self.email_verified_at = self.email_verified_at or now
        self.has_changed_email = False
        self.updated_at = now
        return ["email_verified_at", "has_changed_email", "updated_at"]


class Session(Identified):
    """One sign-in on one device: a family of refresh tokens, of which only the newest is valid."""

    id_prefix = "ses"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    user_agent = models.CharField(max_length=300, blank=True)
    address = models.GenericIPAddressField(null=True)
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    impersonator = models.ForeignKey(
        User,
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        help_text="The impersonator; such a session cannot be refreshed.",
    )

    objects = models.Manager.from_queryset(PublicIdQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["user", "-last_seen_at"], name="session_by_user")]

    def __str__(self) -> str:
        return f"session {self.pk} of user {self.user_id}"

    @property
    def impersonator_email(self) -> str:
        """The address of the impersonator; empty without one. Needs `impersonator` selected."""
        return "" if self.impersonator is None else self.impersonator.email


class RefreshToken(models.Model):
    """One token of a session's family. `used_at` is set by exactly one request."""

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="refresh_tokens")
    jti = models.UUIDField(unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"refresh token {self.pk}"


class EmailChallenge(models.Model):
    """A code or a link mailed to an address, to prove that it is the recipient's.

    Neither is stored: a code is computed from its seed with the server's key, and a link carries a
    signed token that names this row; so both can be mailed again. A sign-up by code has no user
    yet: it is this row, with its own password, until it is redeemed.
    """

    class Purpose(models.TextChoices):
        VERIFY = "VERIFY"  # a code, for a sign-up or for a user's own address
        REGISTER = "REGISTER"  # a link, to an address without an account
        RESET_CODE = "RESET_CODE"
        RESET_LINK = "RESET_LINK"
        CHANGE_EMAIL = "CHANGE_EMAIL"  # a code, to the new address
        UNDO_CHANGE = "UNDO_CHANGE"  # a link, to the address before

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="challenges")
    email = models.EmailField(max_length=254)
    purpose = models.CharField(max_length=12, choices=Purpose)
    code_seed = models.BinaryField(max_length=16, null=True)
    password = models.CharField(
        max_length=128,
        blank=True,
        help_text="Hash of the password that holds once a sign-up or an undo link is redeemed.",
    )
    full_name = models.CharField(max_length=120, blank=True, help_text="Of a sign-up.")
    verified_at = models.DateTimeField(
        null=True, help_text="When the address of an undo link had been verified."
    )
    network = models.CharField(
        max_length=43, blank=True, default="", help_text="From which a sign-up came."
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "email", "purpose"],
                condition=models.Q(closed_at=None) & ~models.Q(purpose="UNDO_CHANGE"),
                name="one_open_challenge_per_user_email_and_purpose",
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False)
                | models.Q(purpose="REGISTER")
                | models.Q(purpose="VERIFY") & ~models.Q(password=""),
                name="only_a_sign_up_has_no_user_yet",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} challenge {self.pk}"

    def is_open(self, now: datetime) -> bool:
        return self.closed_at is None and now < self.expires_at


class CodeTries(models.Model):
    """How often a code was tried from one network, so that nobody uses up another's tries."""

    challenge = models.ForeignKey(EmailChallenge, on_delete=models.CASCADE, related_name="tries")
    network = models.CharField(max_length=43, blank=True)
    count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "network"], name="one_count_of_tries_per_network"
            )
        ]

    def __str__(self) -> str:
        return f"tries of challenge {self.challenge_id}"


class DataExport(Identified):
    """Everything about a user and the workspaces they own, as one archive built by a job."""

    class State(models.TextChoices):
        QUEUED = "QUEUED"
        READY = "READY"
        FAILED = "FAILED"
        EXPIRED = "EXPIRED"  # the file is deleted

    id_prefix = "exp"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="exports")
    state = models.CharField(max_length=7, choices=State, default=State.QUEUED)
    file = models.FileField(max_length=200, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(state="QUEUED"),
                name="one_export_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"
