"""Challenges: a six-digit code or a link is mailed to an address, and redeemed once.

Whoever asks for one again is mailed the same, as long as it is valid: nobody who only knows an
address makes void what its owner was mailed.
"""

from __future__ import annotations

import hmac
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts import tokens
from accounts.errors import CodeInvalid, LinkInvalid
from accounts.models import CodeTries, EmailChallenge, User
from accounts.services.lockout import caller_network
from accounts.services.locks import lock_address
from core.db.locks import lock_rows
from core.jobs import enqueue
from core.mail import send_mail

Purpose = EmailChallenge.Purpose

CODE_LIFETIME = timedelta(minutes=10)
MAX_TRIES = 5  # of one code from one network, until it is mailed again
LIFETIMES = {
    Purpose.VERIFY: CODE_LIFETIME,
    Purpose.REGISTER: timedelta(hours=24),
    Purpose.RESET_CODE: CODE_LIFETIME,
    Purpose.RESET_LINK: timedelta(hours=1),
    Purpose.CHANGE_EMAIL: CODE_LIFETIME,
    Purpose.UNDO_CHANGE: timedelta(hours=72),
}
LINK_PATHS = {
    Purpose.REGISTER: "finish-registration",
    Purpose.RESET_LINK: "reset-password",
    Purpose.UNDO_CHANGE: "undo-address-change",
}


def request_challenge(
    purpose: Purpose, *, email: str, user: User | None = None, sign_up: EmailChallenge | None = None
) -> None:
    """Enqueue a job that decides whether to mail a code or link.

    Takes the same time for known and unknown addresses.
    """
    enqueue(
        "accounts.send_challenge",
        purpose=purpose.value,
        email=email,
        user_id=None if user is None else user.pk,
        challenge_id=None if sign_up is None else sign_up.pk,
        network=caller_network(),
    )


def restore_tries(purpose: Purpose, *, email: str, network: str) -> None:
    """Give the network from which a code was asked for all its tries again. Called by the job."""
    asked_for = CodeTries.objects.filter(challenge__email=email, challenge__purpose=purpose)
    asked_for.filter(network=network).update(count=0)


def send_challenge(*, purpose: Purpose, email: str, user_id: int | None, now: datetime) -> None:
    """Mail a code or link: the one that is valid, or else a new one. Called by the job.

    Sends nothing to an address that the purpose does not fit, except a notice to the owner of an
    address that somebody else requested.
    """
    with transaction.atomic():
        lock_address(email)
        challenge = _open_challenge(purpose, email=email, user_id=user_id, now=now)
        if challenge is None:
            return
        code = "" if purpose in LINK_PATHS else code_to_mail(challenge, now=now)
    send_mail(email, purpose.value.lower(), mail_context(challenge, code=code))


def code_to_mail(challenge: EmailChallenge, *, now: datetime) -> str:
    """The code of a challenge, valid for its whole lifetime from now: a new one only if there is
    none that is valid.

    No two open challenges of an address share a code.
    """
    if challenge.code_seed is None or not challenge.is_open(now):
        others = EmailChallenge.objects.filter(
            email=challenge.email, purpose=challenge.purpose, closed_at=None
        ).exclude(Q(pk=challenge.pk) | Q(code_seed=None))
        taken = {_code_of(each) for each in others}
        challenge.code_seed = _new_seed()
        while _code_of(challenge) in taken:
            challenge.code_seed = _new_seed()
        challenge.tries.all().delete()
    challenge.expires_at = now + LIFETIMES[Purpose(challenge.purpose)]
    challenge.save(update_fields=["code_seed", "expires_at"])
    return _code_of(challenge)


def _open_challenge(
    purpose: Purpose, *, email: str, user_id: int | None, now: datetime
) -> EmailChallenge | None:
    owner = lock_rows(User.objects.filter(email=email)).first()
    if purpose in (Purpose.RESET_CODE, Purpose.RESET_LINK):
        user = _user_to_reset(email, owner, now=now)
    else:
        is_own = owner is not None and owner.pk == user_id
        if owner is not None and (is_own or not owner.may_lose_address):
            if not is_own:
                enqueue("accounts.send_signup_notice", user_id=owner.pk)
            return None
        user = lock_rows(User.objects.filter(pk=user_id or 0)).first()
    if purpose != Purpose.REGISTER and (user is None or not user.is_active):
        return None
    expires_at = now + LIFETIMES[purpose]
    mailed = EmailChallenge.objects.filter(
        user=user, email=email, purpose=purpose, closed_at=None, expires_at__gt=now
    ).first()
    if mailed is not None:
        if purpose in LINK_PATHS:
            mailed.expires_at = expires_at
            mailed.save(update_fields=["expires_at"])
        return mailed
    which: _Which = {"purpose": purpose}
    if user is not None:
        which["user"] = user
    if purpose != Purpose.CHANGE_EMAIL:  # to one new address at a time
        which["email"] = email
    close_challenges(now=now, **which)
    return EmailChallenge.objects.create(
        user=user, email=email, purpose=purpose, created_at=now, expires_at=expires_at
    )


def _user_to_reset(email: str, owner: User | None, *, now: datetime) -> User | None:
    """The user whose password the mailbox may reset.

    That is its proven owner; else whoever had it until a change that can still be undone, and of
    several, who had proven it; else whoever registered with it. An unverified address that replaced
    another resets nothing.
    """
    if owner is not None and owner.is_verified:
        return owner
    proven_first = F("verified_at").desc(nulls_last=True)
    former = undo_links(email=email, now=now).order_by(proven_first, "-pk").first()
    if former is not None:
        return lock_rows(User.objects.filter(challenges=former)).get()
    return None if owner is None or owner.has_changed_email else owner


def undo_links(*, email: str, now: datetime) -> QuerySet[EmailChallenge]:
    """The links that give the address back to an account that had it until lately."""
    return EmailChallenge.objects.filter(
        email=email, purpose=Purpose.UNDO_CHANGE, closed_at=None, expires_at__gt=now
    )


def mail_context(challenge: EmailChallenge, *, code: str) -> dict[str, Any]:
    """What every mailed code or link says."""
    purpose = Purpose(challenge.purpose)
    lifetime = LIFETIMES[purpose]
    context: dict[str, Any] = {
        "user": challenge.user or {"full_name": challenge.full_name},
        "minutes": int(lifetime.total_seconds() // 60),
        "hours": int(lifetime.total_seconds() // 3600),
    }
    if purpose not in LINK_PATHS:
        return {**context, "code": code}
    token = tokens.link_token(purpose.value, challenge.uuid, challenge.expires_at)
    link = f"{settings.SITE_URL}/{LINK_PATHS[purpose]}?token={token}"
    return {**context, "token": token, "link": link}


class _Whose(TypedDict, total=False):
    email: str
    user: User


class _Which(_Whose, total=False):
    purpose: Purpose


def close_challenges(*, now: datetime, **which: Unpack[_Which]) -> None:
    """Void mailed codes and links, but those that undo a change of the address: whoever has an
    account for a while must not void them.
    """
    still_open = EmailChallenge.objects.filter(closed_at=None, **which)
    still_open.exclude(purpose=Purpose.UNDO_CHANGE).update(closed_at=now)


def check_code(
    purpose: Purpose, *, code: str, now: datetime, **whose: Unpack[_Whose]
) -> EmailChallenge:
    """Return the open challenge that the code matches; call `redeem` next. Raises CodeInvalid.

    Each call counts as a try of every code that it is compared with, concurrent ones too; after
    the fifth from one network a code is refused there. Must be called outside of a transaction that
    an error would roll back.
    """
    mailed = EmailChallenge.objects.filter(
        purpose=purpose, closed_at=None, expires_at__gt=now, code_seed__isnull=False
    )
    found: EmailChallenge | None = None
    for challenge in mailed.exclude(user__is_active=False).filter(**whose).order_by("pk"):
        is_counted = _count_try(challenge)
        if hmac.compare_digest(_code_of(challenge).encode(), code.encode()) and is_counted:
            found = challenge
    if found is None:
        raise CodeInvalid(field="otp_code")
    return found


def _count_try(challenge: EmailChallenge) -> bool:
    """False once the caller's network has used up its tries."""
    tries, _ = CodeTries.objects.get_or_create(challenge=challenge, network=caller_network())
    unused = CodeTries.objects.filter(pk=tries.pk, count__lt=MAX_TRIES)
    return unused.update(count=F("count") + 1) == 1


def redeem(challenge: EmailChallenge, *, now: datetime) -> None:
    """Redeem a challenge: succeeds for exactly one caller; the others get CodeInvalid."""
    if not _close(challenge, now=now):
        raise CodeInvalid(field="otp_code")


def email_of_link(*, purpose: Purpose, token: str, now: datetime) -> str:
    """The address that a link was mailed to; does not redeem it. Raises LinkInvalid."""
    return _challenge_of_link(purpose, token=token, now=now).email


def redeem_link(purpose: Purpose, *, token: str, now: datetime) -> EmailChallenge:
    """Redeem a link: succeeds for exactly one caller; the others get LinkInvalid."""
    challenge = _challenge_of_link(purpose, token=token, now=now)
    if not _close(challenge, now=now):
        raise LinkInvalid(field="token")
    return challenge


def _challenge_of_link(purpose: Purpose, *, token: str, now: datetime) -> EmailChallenge:
    jti: uuid.UUID = tokens.read_link(token, purpose.value)["jti"]
    challenge = (
        EmailChallenge.objects.filter(uuid=jti, purpose=purpose, closed_at=None, expires_at__gt=now)
        .exclude(user__is_active=False)
        .first()
    )
    if challenge is None:
        raise LinkInvalid(field="token")
    return challenge


def _close(challenge: EmailChallenge, *, now: datetime) -> bool:
    """True for exactly one caller."""
    still_open = EmailChallenge.objects.filter(pk=challenge.pk, closed_at=None)
    return still_open.update(closed_at=now) == 1


def _new_seed() -> bytes:
    return secrets.token_bytes(16)


def _code_of(challenge: EmailChallenge) -> str:
    """Six digits, which a stolen table without the server's key does not give away."""
    key, seed = settings.SECRET_KEY.encode(), bytes(challenge.code_seed or b"")
    digest = hmac.digest(key, b"otp:%d:%b" % (challenge.pk, seed), "sha256")
    return f"{int.from_bytes(digest) % 1_000_000:06d}"
