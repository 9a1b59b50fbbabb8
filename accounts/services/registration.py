"""Registration: by code, by mailed link, directly, or by invitation."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict, Unpack

from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction

from accounts.errors import AddressTaken, LinkInvalid, RegistrationClosed
from accounts.models import User
from accounts.queries import user_by_email
from accounts.services.challenges import (
    Purpose,
    check_code,
    close_challenges,
    redeem,
    redeem_link,
    request_challenge,
)
from accounts.services.closing import GRACE
from accounts.services.lockout import limit_codes, limit_requests
from accounts.services.passwords import check_strength
from accounts.services.sessions import sign_out_everywhere
from core.db.locks import lock_rows
from core.ids import new_uuid
from core.jobs import enqueue
from core.mail import send_mail
from core.preferences import REGISTRATION_ENABLED, preference


class _Given(TypedDict):
    """password: its hash."""

    password: str
    full_name: str


class _AccountFields(_Given, total=False):
    is_pending: bool
    email_verified_at: datetime


def sign_up(*, email: str, password: str, full_name: str, now: datetime) -> None:
    """Create a pending account and mail its code; does not reveal whether the address was known.

    The owner of a known address gets a notice instead. Raises PasswordTooWeak, RegistrationClosed
    or RateLimited.
    """
    email = email.strip().lower()
    fields = _prepare_account(email, password, full_name)
    with transaction.atomic():
        try:
            _create_or_take_over(email, password, now=now, is_pending=True, **fields)
        except AddressTaken:
            notify_of_sign_up(email=email, now=now)
        else:
            request_challenge(Purpose.VERIFY, email=email)


def register(
    *, email: str, password: str, full_name: str, now: datetime, needs_digit: bool = False
) -> User:
    """Create an account that may sign in at once, and mail the code that verifies its address.

    needs_digit: require a digit in the password. Raises AddressTaken, PasswordTooWeak,
        RegistrationClosed or RateLimited.
    """
    email = email.strip().lower()
    fields = _prepare_account(email, password, full_name, needs_digit=needs_digit)
    with transaction.atomic():
        user = _create_or_take_over(email, password, now=now, is_pending=False, **fields)
        request_challenge(Purpose.VERIFY, email=email)
    return user


@transaction.atomic
def register_verified(*, email: str, password: str, full_name: str, now: datetime) -> User:
    """Create the account of a user who followed a mailed link.

    Raises AddressTaken, PasswordTooWeak or RegistrationClosed.
    """
    email = email.strip().lower()
    fields = _prepare_account(email, password, full_name, is_limited=False)
    return _create_or_take_over(
        email, password, now=now, is_pending=False, email_verified_at=now, **fields
    )


@transaction.atomic
def request_registration(*, email: str, now: datetime) -> None:
    """Mail a link for `complete_registration`; the owner of a known address gets a notice instead.

    Raises RegistrationClosed or RateLimited.
    """
    email = email.strip().lower()
    limit_requests("register", email)
    refuse_if_closed()
    request_challenge(Purpose.REGISTER, email=email)


@transaction.atomic
def complete_registration(*, token: str, password: str, full_name: str, now: datetime) -> User:
    """Redeem a mailed link and create the verified account. A weak password does not use up the
    link.

    Raises LinkInvalid, PasswordTooWeak or RegistrationClosed.
    """
    email = redeem_link(Purpose.REGISTER, token=token, now=now).email
    try:
        return register_verified(email=email, password=password, full_name=full_name, now=now)
    # registered elsewhere since: a new request would report that by mail
    except AddressTaken as error:
        raise LinkInvalid(field="token") from error


@transaction.atomic
def resend_code(*, email: str, now: datetime) -> None:
    """Mail a new code, which replaces the old one; nothing to unknown or verified addresses.

    Raises RateLimited.
    """
    email = email.strip().lower()
    limit_requests("resend", email)
    request_challenge(Purpose.VERIFY, email=email)


def verify_email(*, email: str, code: str, now: datetime) -> User:
    """Redeem a code, once. Every wrong try counts; the fifth closes the challenge.

    Raises CodeInvalid, RateLimited or TooManyTries.
    """
    email = email.strip().lower()
    limit_codes(email)
    challenge = check_code(Purpose.VERIFY, code=code, now=now, email=email, user__email=email)
    with transaction.atomic():
        redeem(challenge, now=now)
        user = lock_rows(User.objects.filter(challenges=challenge)).get()
        if user.is_contested:
            _resolve_contested(user, now=now)
        user.save(update_fields=user.set_verified(now))
    return user


def _resolve_contested(user: User, *, now: datetime) -> None:
    """Resolve an address that was signed up more than once, now that it is verified.

    The password may be a stranger's: clear it, end all sessions, and mail a reset link.
    """
    user.set_unusable_password()
    user.save(update_fields=["password"])
    sign_out_everywhere(user=user, now=now)
    request_challenge(Purpose.RESET_LINK, email=user.email)


def notify_of_sign_up(*, email: str, now: datetime) -> None:
    """Tell the owner of a known address, by mail, that somebody tried to sign up with it."""
    user = user_by_email(email)
    if user is not None:
        enqueue("accounts.send_signup_notice", user_id=user.pk)


def send_signup_notice(*, user_id: int) -> None:
    user = User.objects.get(pk=user_id)
    send_mail(user.email, "signup_notice", {"user": user, "days": GRACE.days})


def _prepare_account(
    email: str,
    password: str,
    full_name: str,
    *,
    needs_digit: bool = False,
    is_limited: bool = True,
) -> _Given:
    """Prepare everything before the address is looked up, so that timing does not reveal whether
    it is known.
    """
    if is_limited:
        limit_requests("register", email)
    refuse_if_closed()
    check_strength(password, email=email, full_name=full_name, needs_digit=needs_digit)
    return {"password": make_password(password), "full_name": full_name}


def refuse_if_closed() -> None:
    """Raise RegistrationClosed while registration is closed."""
    if not preference(REGISTRATION_ENABLED):
        raise RegistrationClosed


def _create_or_take_over(
    email: str, given: str, *, now: datetime, **fields: Unpack[_AccountFields]
) -> User:
    """Create the account of an unverified address, or take over a pending one.

    Raises AddressTaken.
    """
    is_verified = "email_verified_at" in fields
    user = lock_rows(User.objects.filter(email=email)).first()
    # Checked for every address, since it takes as long as hashing a password.
    known = user.password if user is not None and user.is_pending else fields["password"]
    is_same = check_password(given, known)
    if user is None:
        try:
            with transaction.atomic():
                return User.objects.create(email=email, created_at=now, updated_at=now, **fields)
        except IntegrityError:  # taken a moment ago
            user = lock_rows(User.objects.filter(email=email)).get()
    if not user.may_be_taken_over:
        raise AddressTaken(field="email")
    close_challenges(now=now, user=user)  # their codes must not open the new owner's account
    # The response does not reveal the earlier sign-up. Of two passwords, either may be the owner's;
    # that is decided when the address is verified (`verify_email`).
    is_contested = not is_verified and (user.is_contested or not is_same)
    anew = {**fields, "is_contested": is_contested}
    anew |= {"uuid": new_uuid(), "created_at": now, "updated_at": now}
    for name, value in anew.items():
        setattr(user, name, value)
    user.save(update_fields=list(anew))
    return user
