"""Reads about people."""

from __future__ import annotations

import uuid

from accounts.models import Session, User


def user_by_email(email: str) -> User | None:
    return User.objects.filter(email=email.strip().lower()).first()


def open_session(session_id: uuid.UUID) -> Session | None:
    """The session with its user, unless it was ended or its user deactivated."""
    return (
        Session.objects.select_related("user", "impersonator")
        .filter(public_id=session_id, revoked_at=None, user__is_active=True)
        .first()
    )
