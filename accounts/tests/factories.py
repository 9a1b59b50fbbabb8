"""Users for tests, created by the services."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts import services
from accounts.models import User

PASSWORD = "correct-horse-7"
_PASSWORD_HASH: dict[str, str] = {}


def make_user(name: str, *, verified: bool = True, **fields: object) -> User:
    """A user called `name`; the password is PASSWORD (hashed once, since argon2 is slow)."""
    user = User(email=f"{name}@example.com", full_name=name.title(), **fields)
    if PASSWORD not in _PASSWORD_HASH:
        user.set_password(PASSWORD)
        _PASSWORD_HASH[PASSWORD] = user.password
    user.password = _PASSWORD_HASH[PASSWORD]
    user.email_verified_at = timezone.now() if verified else None
    user.save()
    return user


def make_staff(user: User, *permissions: str) -> None:
    """Make the user a member of staff, with permissions such as `accounts.view_user`."""
    User.objects.filter(pk=user.pk).update(is_staff=True)
    for name in permissions:
        app, _, codename = name.partition(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )


def sign_up(name: str) -> None:
    """Sign `name` up by code, without redeeming it; the password is PASSWORD."""
    services.sign_up(
        email=f"{name}@example.com",
        password=PASSWORD,
        full_name=name.title(),
        now=timezone.now(),
    )


def token_of(user: User) -> str:
    """An access token of a new session."""
    return services.start_session(
        user=user, user_agent="tests", address="127.0.0.1", now=timezone.now()
    ).access_token
