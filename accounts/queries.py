"""Reads about users."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from accounts.models import DataExport, EmailChallenge, RefreshToken, Session, User

SIGN_UP_LIFETIME = timedelta(days=7)  # in which a new code can be asked for


def user_by_email(email: str) -> User | None:
    return User.objects.filter(email=email.strip().lower()).first()


def sign_ups_of(email: str, *, now: datetime) -> QuerySet[EmailChallenge]:
    """The sign-ups by code of an address that are not redeemed, newest first."""
    return EmailChallenge.objects.filter(
        email=email,
        purpose=EmailChallenge.Purpose.VERIFY,
        user=None,
        closed_at=None,
        created_at__gt=now - SIGN_UP_LIFETIME,
    ).order_by("-pk")


def users() -> QuerySet[User]:
    """All users, newest first; for staff."""
    return User.objects.order_by("-created_at", "-pk")


def active_session(session_id: uuid.UUID) -> Session | None:
    """The session with its user; None if it has ended or its user is deactivated."""
    rows = Session.objects.select_related("user").filter(
        uuid=session_id, revoked_at=None, user__is_active=True
    )
    session: Session | None = next(iter(rows), None)
    if session is None or session.impersonator is None:
        return session
    may_impersonate = session.impersonator.is_staff and not session.user.is_platform_staff
    return session if may_impersonate else None


def sessions_of(user: User, *, current: Session) -> QuerySet[Session]:
    """The user's sessions that can still be used, last seen first, with `is_current`."""
    usable = RefreshToken.objects.filter(session=OuterRef("pk"), used_at=None, expires_at__gt=Now())
    return (
        Session.objects.select_related("user", "impersonator")
        .filter(Exists(usable), user=user, revoked_at=None)
        .annotate(
            is_current=ExpressionWrapper(Q(pk=current.pk), output_field=BooleanField()),
        )
        .order_by("-last_seen_at", "-pk")
    )


def exports_of(user: User) -> QuerySet[DataExport]:
    """The user's exports, newest first."""
    return DataExport.objects.filter(user=user).order_by("-created_at", "-pk")
