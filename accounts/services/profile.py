"""The user's own profile."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User


def change_profile(*, user: User, full_name: str, now: datetime) -> User:
    user.full_name, user.updated_at = full_name, now
    user.save(update_fields=["full_name", "updated_at"])
    return user
