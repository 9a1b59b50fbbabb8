"""Closing an account: effective at once, restorable by staff for a while, then erased."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.data_holders import holders
from accounts.errors import AccountErased
from accounts.models import User
from accounts.services.challenges import close_challenges
from accounts.services.impersonators import refuse_impersonators
from accounts.services.lockout import check_own_password
from accounts.services.locks import lock_unchanged
from accounts.services.sessions import sign_out_everywhere
from accounts.services.verification import undo_acceptances
from core.db.locks import lock_rows
from core.errors import NotFound
from core.jobs import enqueue
from core.mail import send_mail

GRACE = timedelta(days=30)


def close_account(*, user: User, password: str, now: datetime) -> None:
    """Close the user's own account: all sessions end, and sign-in is refused.

    Workspaces without other members are closed with it; memberships in others end. Raises
    PasswordWrong, TooManyTries, or an error of a holder of personal data.
    """
    check_own_password(user=user, password=password)
    close_without_password(user=user, now=now)


@transaction.atomic
def close_without_password(*, user: User, now: datetime) -> None:
    """Like `close_account`, for the contract that asks for no password.

    Raises SessionEnded if the account changed hands meanwhile.
    """
    refuse_impersonators()
    if lock_rows(User.objects.filter(pk=user.pk)).get().closed_at is not None:
        return  # by another request, a moment ago
    user = lock_unchanged(user)
    for holder in holders():
        holder.check_closing(user)
    if not user.is_verified:
        undo_acceptances(user, now=now)
    for holder in holders():
        holder.on_closed(user, now=now)
    sign_out_everywhere(user=user, now=now)
    close_challenges(now=now, user=user)
    user.is_active, user.closed_at, user.updated_at = False, now, now
    user.save(update_fields=["is_active", "closed_at", "updated_at"])
    enqueue("accounts.send_account_closed", user_id=user.pk)
    enqueue("accounts.erase_account", delay=GRACE, user_id=user.pk)


def send_account_closed(*, user_id: int) -> None:
    """Mail a confirmation that says until when the account can be restored."""
    user = User.objects.get(pk=user_id)
    if user.closed_at is not None and not is_erased(user):
        send_mail(user.email, "account_closed", {"user": user, "days": GRACE.days})


@transaction.atomic
def restore_account(*, user: User, now: datetime) -> User:
    """Restore a closed account, with the workspaces that were closed with it.

    Memberships in other workspaces are not restored. Raises AccountErased after the grace period,
    NotFound if the account is not closed.
    """
    stored = lock_rows(User.objects.filter(pk=user.pk)).get()
    if is_erased(stored):
        raise AccountErased
    if stored.closed_at is None:
        raise NotFound
    for holder in holders():
        holder.on_restored(stored, closed_at=stored.closed_at, now=now)
    stored.is_active, stored.closed_at, stored.updated_at = True, None, now
    stored.save(update_fields=["is_active", "closed_at", "updated_at"])
    return stored


@transaction.atomic
def erase_account(*, user_id: int, now: datetime) -> None:
    """Anonymize a closed account after its grace period. Idempotent.

    The row stays as the author of others' data; it says nothing about the person.
    """
    user = lock_rows(User.objects.filter(pk=user_id)).get()
    is_due = user.closed_at is not None and now >= user.closed_at + GRACE
    if not is_due or user.is_active or is_erased(user):
        return
    anonymous = anonymous_email(user)
    for holder in holders():
        holder.on_erased(user, anonymous_email=anonymous, now=now)
    for name in user.exports.exclude(file="").values_list("file", flat=True):
        enqueue("accounts.delete_export_file", file_name=name)
    user.exports.all().delete()
    user.sessions.all().delete()
    user.challenges.all().delete()
    user.user_permissions.clear()
    user.groups.clear()
    about_them = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=about_them, object_id=str(user.pk)).update(
        object_repr=anonymous
    )
    user.email, user.full_name, user.email_verified_at = anonymous, "", None
    user.is_staff = user.is_superuser = False
    user.last_login = None
    user.set_unusable_password()
    user.updated_at = now
    user.save()


def anonymous_email(user: User) -> str:
    """An address that nobody can have: `.invalid` is reserved for that."""
    return f"erased-{user.uuid}@erased.invalid"


def is_erased(user: User) -> bool:
    return user.email == anonymous_email(user)


def delete_export_file(*, file_name: str) -> None:
    """Remove the file of an erased user's archive; it may be gone already."""
    default_storage.delete(file_name)
