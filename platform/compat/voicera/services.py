"""Writes of this door only: registration with a workspace, and changes of whole users."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction

from accounts import services as accounts
from accounts.errors import AddressTaken
from accounts.models import User
from compat.voicera.errors import EmailIsTheirOwn, NotOneself
from compat.voicera.names import join_name, split_name
from workspaces import services as workspaces
from workspaces.models import Workspace


@transaction.atomic
def register(*, email: str, password: str, full_name: str, now: datetime) -> User:
    """Create a user with a personal workspace.

    For a known address, returns a user who does not exist and mails the owner a notice; neither
    response nor time reveals it. Raises PasswordTooWeak, RegistrationClosed or RateLimited.
    """
    try:
        user = accounts.register(email=email, password=password, full_name=full_name, now=now)
    except AddressTaken:
        nobody = _simulate_registration(full_name, now=now)
        accounts.notify_of_sign_up(email=email, now=now)
        return User(email=email, full_name=full_name, uuid=nobody.uuid, created_at=now)
    _make_personal_workspace(user, now=now)
    return user


def _make_personal_workspace(user: User, *, now: datetime) -> Workspace:
    whose = user.full_name or user.email.partition("@")[0]
    return workspaces.create_workspace(owner=user, name=f"{whose[:100]}'s workspace", now=now)


@transaction.atomic
def _simulate_registration(full_name: str, *, now: datetime) -> User:
    """Do the work of a registration and roll it back, so that a known address takes the same
    time.
    """
    email = f"{uuid.uuid4().hex}@in-vain.invalid"
    user = User.objects.create(email=email, full_name=full_name, created_at=now, updated_at=now)
    _make_personal_workspace(user, now=now)
    transaction.set_rollback(True)
    return user


@transaction.atomic
def change_person(
    *,
    user: User,
    by: User,
    now: datetime,
    email: str | None = None,
    first_name: str | None = None,
    last_name: str | None = None,
) -> User:
    """Change the given fields. A new address takes effect once its mailed code is redeemed, so the
    response does not reveal whether it is taken.

    Raises SuperuserOnly, EmailIsTheirOwn, ImpersonatorRefused or RateLimited.
    """
    accounts.check_rank(user=user, by=by)
    if email is not None and email != user.email:
        if user.pk != by.pk:
            raise EmailIsTheirOwn(field="email")
        accounts.request_without_password(user=user, email=email, now=now)
    if first_name is None and last_name is None:
        return user
    first, last = split_name(user.full_name)
    full_name = join_name(
        first if first_name is None else first_name, last if last_name is None else last_name
    )
    return accounts.change_profile(user=user, full_name=full_name, now=now)


@transaction.atomic
def set_active(*, user: User, by: User, is_active: bool, now: datetime) -> User:
    """Deactivate or activate a user; activating also restores a closed account.

    Raises NotOneself, SuperuserOnly, or AccountErased after the grace period.
    """
    if user.pk == by.pk and not is_active:
        raise NotOneself
    accounts.check_rank(user=user, by=by)
    if is_active and user.closed_at is not None:
        user = accounts.restore_account(user=user, now=now)
    else:
        user = accounts.set_active(user=user, is_active=is_active, now=now)
    message = "Activated." if is_active else "Deactivated."
    LogEntry.objects.log_actions(by.pk, [user], CHANGE, message, single_object=True)
    return user
