"""Signing up, and proving an e-mail address with a six-digit code."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import F
from django.template.loader import render_to_string

from accounts.errors import CodeInvalid, PasswordTooWeak
from accounts.models import EmailChallenge, User
from core.jobs import enqueue

CODE_LIFETIME = timedelta(minutes=10)
MAX_TRIES = 5


def sign_up(*, email: str, password: str, full_name: str, now: datetime) -> None:
    """Make an account and mail its code; says nothing about whether the address was known.

    An unverified account of that address is taken over: nobody has proven it yet. The owner of a
    verified one gets a notice instead. Raises PasswordTooWeak.
    """
    email = email.strip().lower()
    _check_password(password, email=email, full_name=full_name)
    hashed = make_password(password)  # always: the time must not tell whether the address is known
    with transaction.atomic():
        user = User.objects.select_for_update().filter(email=email).first()
        if user is not None and not user.is_pending:
            enqueue("accounts.send_signup_notice", user_id=user.pk)
            return
        if user is None:
            user = _create(email=email, hashed=hashed, full_name=full_name)
        else:
            User.objects.filter(pk=user.pk).update(password=hashed, full_name=full_name)
        _challenge(user, now=now)


def _create(*, email: str, hashed: str, full_name: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create(
                email=email, password=hashed, full_name=full_name, is_pending=True
            )
    except IntegrityError:  # somebody signed up with it a moment ago; theirs is unverified too
        return User.objects.select_for_update().get(email=email)


def _check_password(password: str, *, email: str, full_name: str) -> None:
    try:
        validate_password(password, User(email=email, full_name=full_name))
    except ValidationError as error:
        raise PasswordTooWeak(field="password", reason=" ".join(error.messages)) from error


@transaction.atomic
def resend_code(*, email: str, now: datetime) -> None:
    """Mail a new code, which replaces the old one; nothing for unknown or verified addresses."""
    waiting = User.objects.filter(
        email=email.strip().lower(), is_active=True, email_verified_at=None
    )
    user = waiting.select_for_update().first()
    if user is not None:
        _challenge(user, now=now)


def _challenge(user: User, *, now: datetime) -> None:
    """Replace the open challenge and have its code mailed; the code is made when the mail is.

    The caller holds the user's row, so that two of them take turns.
    """
    purpose = EmailChallenge.Purpose.VERIFY
    EmailChallenge.objects.filter(user=user, purpose=purpose, closed_at=None).update(closed_at=now)
    challenge = EmailChallenge.objects.create(
        user=user, email=user.email, purpose=purpose, created_at=now, expires_at=now + CODE_LIFETIME
    )
    enqueue("accounts.send_code", challenge_id=challenge.pk)


def send_code(*, challenge_id: int, now: datetime) -> None:
    """Make the code of a challenge and mail it. Sent twice, the newer code is the good one."""
    challenge = EmailChallenge.objects.select_related("user").filter(pk=challenge_id).first()
    if challenge is None or not challenge.is_open(now):
        return
    code = f"{secrets.randbelow(1_000_000):06d}"
    EmailChallenge.objects.filter(pk=challenge.pk).update(code_hash=_code_hash(challenge.pk, code))
    _mail(
        challenge.user or User(email=challenge.email),
        subject="Your Frontdesk code",
        template="accounts/verify_email.txt",
        code=code,
        minutes=int(CODE_LIFETIME.total_seconds() // 60),
    )


def send_signup_notice(*, user_id: int) -> None:
    """Tell the owner of a verified address that somebody tried to sign up with it."""
    _mail(
        User.objects.get(pk=user_id),
        subject="You already have a Frontdesk account",
        template="accounts/signup_notice.txt",
    )


def verify_email(*, email: str, code: str, now: datetime) -> User:
    """Redeem a code, once. Every wrong try counts; the fifth closes the challenge.

    Raises CodeInvalid.
    """
    challenge = (
        EmailChallenge.objects.select_related("user")
        .filter(
            user__email=email.strip().lower(),
            user__is_active=True,
            purpose=EmailChallenge.Purpose.VERIFY,
            closed_at=None,
        )
        .first()
    )
    if challenge is None or not challenge.is_open(now):
        raise CodeInvalid(field="otp_code")
    counted = EmailChallenge.objects.filter(
        pk=challenge.pk, closed_at=None, tries__lt=MAX_TRIES
    ).update(tries=F("tries") + 1)
    expected = _code_hash(challenge.pk, code)
    if not counted or not hmac.compare_digest(bytes(challenge.code_hash or b""), expected):
        raise CodeInvalid(field="otp_code")
    with transaction.atomic():
        closed = EmailChallenge.objects.filter(pk=challenge.pk, closed_at=None).update(
            closed_at=now
        )
        if not closed:
            raise CodeInvalid(field="otp_code")
        user = User.objects.get(challenges=challenge)
        user.email_verified_at, user.is_pending = now, False
        user.save(update_fields=["email_verified_at", "is_pending"])
    return user


def _code_hash(challenge_id: int, code: str) -> bytes:
    """Keyed, since six digits alone would be tried out in no time from a stolen table."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"otp:{challenge_id}:{code}".encode(), hashlib.sha256).digest()


def _mail(user: User, *, subject: str, template: str, **context: object) -> None:
    body = render_to_string(template, {"user": user, "site_url": settings.SITE_URL, **context})
    EmailMessage(subject=subject, body=body, to=[user.email]).send()
