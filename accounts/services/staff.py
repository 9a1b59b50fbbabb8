"""Actions of staff on users, audited in each of the user's workspaces."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict, Unpack

from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction

from accounts.data_holders import holders
from accounts.errors import AccountClosed, AddressTaken, NotSetAside
from accounts.models import Session, User
from accounts.services.challenges import Purpose, close_challenges, request_challenge
from accounts.services.locks import lock_address
from accounts.services.passwords import check_strength
from accounts.services.rank import check_rank
from accounts.services.sessions import sign_out, sign_out_everywhere
from accounts.services.verification import address_of_nobody
from core.db.locks import lock_rows


@transaction.atomic
def add_user(*, email: str, full_name: str, password: str | None, now: datetime) -> User:
    """Create a verified user on behalf of staff, even while registration is closed.

    password: None for a user who cannot sign in with one. Raises AddressTaken or PasswordTooWeak.
    """
    email = email.strip().lower()
    if password is not None:
        check_strength(password, email=email, full_name=full_name)
    user = User(email=email, full_name=full_name, created_at=now)
    user.set_password(password)
    user.set_verified(now)
    lock_address(email)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise AddressTaken(field="email") from error
    close_challenges(now=now, email=email)
    return user


@transaction.atomic
def assign_address(*, user: User, email: str, now: datetime) -> User:
    """Give an account that lost its address another one, which staff vouch for, and mail a link
    that sets its password. Raises NotSetAside, AccountClosed or AddressTaken.
    """
    email = email.strip().lower()
    lock_address(email)
    user = lock_rows(User.objects.filter(pk=user.pk)).get()
    if user.email != address_of_nobody(user):
        raise NotSetAside
    if user.closed_at is not None:
        raise AccountClosed
    if User.objects.filter(email=email).exists():
        raise AddressTaken(field="email")
    user.email, user.is_active = email, True
    user.save(update_fields=["email", "is_active", *user.set_verified(now)])
    close_challenges(now=now, email=email)
    record_staff_action(user=user, action="STAFF_ASSIGNED_ADDRESS", now=now)
    request_challenge(Purpose.RESET_LINK, email=email)
    return user


class UserChanges(TypedDict, total=False):
    full_name: str
    is_staff: bool
    is_superuser: bool


@transaction.atomic
def change_user(
    *,
    user: User,
    now: datetime,
    user_permissions: Iterable[Permission] | None = None,
    **changes: Unpack[UserChanges],
) -> User:
    """user_permissions: the permissions in the portal."""
    for field, value in changes.items():
        setattr(user, field, value)
    user.updated_at = now
    user.save(update_fields=[*changes, "updated_at"])
    facts: dict[str, object] = {**changes}
    if user_permissions is not None:
        user.user_permissions.set(user_permissions)
        facts["user_permissions"] = sorted(each.codename for each in user_permissions)
    record_staff_action(user=user, action="STAFF_CHANGED_USER", facts=facts, now=now)
    return user


@transaction.atomic
def set_password(*, user: User, password: str | None, now: datetime) -> User:
    """Set a password and end the user's sessions. password: None removes it.

    Raises PasswordTooWeak.
    """
    if password is not None:
        check_strength(password, email=user.email, full_name=user.full_name)
    user.set_password(password)
    user.updated_at = now
    user.save(update_fields=["password", "updated_at"])
    sign_out_everywhere(user=user, now=now)
    record_staff_action(user=user, action="STAFF_SET_PASSWORD", now=now)
    return user


def record_staff_action(
    *, user: User, action: str, now: datetime, facts: dict[str, object] | None = None
) -> None:
    """Record an action of staff on the account in the audit log of each of the user's
    workspaces.
    """
    for holder in holders():
        holder.record_staff_action(user, action=action, facts=facts or {}, now=now)


@transaction.atomic
def end_session(*, session: Session, by: User, now: datetime) -> None:
    """Raises SuperuserOnly if the session's user, or who acts as them, is a member of staff."""
    for user in filter(None, (session.user, session.impersonator)):
        check_rank(user=user, by=by)
    sign_out(session=session, now=now)
    record_staff_action(user=session.user, action="STAFF_ENDED_SESSION", now=now)
