"""People, and the proofs that they are who they say."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from core.models import Identified


class UserManager(BaseUserManager["User"]):
    """Django's own commands make users through this."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Whoever may run the command vouches for the address."""
        vouched = {"email_verified_at": timezone.now(), **fields}
        return self.create_user(email, password, is_staff=True, is_superuser=True, **vouched)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(Identified, AbstractBaseUser, PermissionsMixin):
    """A person. `is_staff` opens the platform-admin portal, and nothing of a tenant's by itself."""

    id_prefix = "usr"
    USERNAME_FIELD = EMAIL_FIELD = "email"

    email = models.EmailField(max_length=254)
    full_name = models.CharField(max_length=120, blank=True)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

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
    def is_settled(self) -> bool:
        """Whether the account is somebody's already, whatever a sign-up with its address says."""
        return self.is_verified or self.is_staff or self.is_superuser or not self.is_active


class Session(Identified):
    """One sign-in on one device: a family of refresh tokens, of which the newest is good."""

    id_prefix = "ses"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    user_agent = models.CharField(max_length=300, blank=True)
    address = models.GenericIPAddressField(null=True)
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-last_seen_at"], name="session_by_user")]

    def __str__(self) -> str:
        return f"session {self.pk} of user {self.user_id}"


class RefreshToken(models.Model):
    """One link of a family. `used_at` is set by exactly one redeemer."""

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="refresh_tokens")
    jti = models.UUIDField(unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"refresh token {self.pk}"


class EmailChallenge(models.Model):
    """A code sent to an address to prove that it is its owner's. Only a keyed hash is stored."""

    class Purpose(models.TextChoices):
        VERIFY = "VERIFY"

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="challenges")
    purpose = models.CharField(max_length=10, choices=Purpose)
    code_hash = models.BinaryField(max_length=32, null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "purpose"],
                condition=models.Q(closed_at=None),
                name="one_open_challenge_per_purpose",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} challenge {self.pk}"

    def is_open(self, now: datetime) -> bool:
        return self.closed_at is None and now < self.expires_at
