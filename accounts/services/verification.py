"""Proof of an address: whoever proves it has its account alone.

The states of an address, and what each event makes of them: decision 9.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.data_holders import holders
from accounts.errors import AddressTaken
from accounts.models import EmailChallenge, Session, User
from accounts.services.challenges import Purpose, close_challenges
from accounts.services.exports import expire_exports
from accounts.services.locks import lock_address
from accounts.services.sessions import sign_out_everywhere
from core.db.locks import lock_rows
from core.jobs import enqueue
from core.mail import send_mail


@transaction.atomic
def mark_email_verified(*, user: User, now: datetime, keep: Session | None = None) -> User:
    """The user has proven the address, or staff vouch for it: every session but `keep` ends, and
    no code or link mailed to the address before is valid.

    If the user has changed the address meanwhile, the new one stays unverified.
    """
    lock_address(user.email)
    unverified = User.objects.filter(pk=user.pk, email=user.email, email_verified_at=None)
    if lock_rows(unverified).first() is not None:
        user.save(update_fields=user.set_verified(now))
        close_challenges(now=now, email=user.email)
        sign_out_everywhere(user=user, now=now, keep=keep)
        # An earlier address that nobody proved has no rights against a proven one.
        EmailChallenge.objects.filter(
            user=user, purpose=Purpose.UNDO_CHANGE, verified_at=None, closed_at=None
        ).update(closed_at=now)
    return user


@transaction.atomic
def create_verified(*, email: str, password: str, full_name: str, now: datetime) -> User:
    """Create the account of somebody who has just proven the address.

    password: its hash. An unverified account with the address loses it. Raises AddressTaken.
    """
    make_way(email, now=now)
    return User.objects.create(
        email=email,
        password=password,
        full_name=full_name,
        email_verified_at=now,
        created_at=now,
        updated_at=now,
    )


def make_way(email: str, *, now: datetime) -> None:
    """Free a proven address for whoever proved it: an unverified account with it loses it, and no
    code or link mailed to it before is valid. Raises AddressTaken if an account keeps it.
    """
    lock_address(email)
    holder = lock_rows(User.objects.filter(email=email)).first()
    if holder is not None:
        if not holder.may_lose_address:
            raise AddressTaken(field="email")
        _take_address(holder, now=now)
    close_challenges(now=now, email=email)


def undo_acceptances(user: User, *, now: datetime) -> None:
    """Undo what an account did by invitations to its address, which it never proved."""
    for holder in holders():
        holder.on_disproven(user, now=now)


def _take_address(user: User, *, now: datetime) -> None:
    """Take an address from an account that never proved it. What the account owns stays its own.

    It gets its previous address back, if it had one; otherwise it keeps none, so that nobody can
    sign in to it until staff give it another (`assign_address`).
    """
    address = user.email
    sign_out_everywhere(user=user, now=now)
    close_challenges(now=now, user=user)
    expire_exports(user=user)
    undo_acceptances(user, now=now)
    if user.has_changed_email and _give_back(user, now=now):
        return
    user.email, user.is_active, user.updated_at = address_of_nobody(user), False, now
    user.has_changed_email = False
    user.set_unusable_password()
    user.save(update_fields=["email", "is_active", "updated_at", "has_changed_email", "password"])
    enqueue("accounts.send_set_aside_notice", user_id=user.pk, email=address)


def _give_back(user: User, *, now: datetime) -> bool:
    """True if the account could be given the address that it had before."""
    changes = EmailChallenge.objects.filter(user=user, purpose=Purpose.UNDO_CHANGE)
    for change in changes.order_by("-pk"):
        user.email, user.email_verified_at = change.email, change.verified_at
        user.has_changed_email, user.updated_at = False, now
        try:
            with transaction.atomic():
                user.save(
                    update_fields=["email", "email_verified_at", "has_changed_email", "updated_at"]
                )
        except IntegrityError:  # somebody has it by now
            continue
        changes.filter(pk__gte=change.pk, closed_at=None).update(closed_at=now)
        return True
    return False


def send_set_aside_notice(*, user_id: int, email: str) -> None:
    """Tell whoever proved an address what became of the account that had it without proof."""
    user = User.objects.get(pk=user_id)
    send_mail(email, "address_set_aside", {"account": user.public_id})


def address_of_nobody(user: User) -> str:
    """The address of an account that lost its own: `.invalid` cannot receive mail."""
    return f"without-address-{user.uuid}@lost.invalid"
