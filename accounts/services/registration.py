"""Registration: by mailed link, directly, or by invitation; by code: `sign_ups`."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from accounts.errors import AddressTaken, LinkInvalid, RegistrationClosed
from accounts.models import User
from accounts.queries import user_by_email
from accounts.services.challenges import Purpose, redeem_link, request_challenge
from accounts.services.closing import GRACE
from accounts.services.lockout import limit_mails
from accounts.services.locks import lock_address
from accounts.services.passwords import check_strength
from accounts.services.verification import create_verified, mark_email_verified
from core.jobs import enqueue
from core.mail import send_mail
from core.preferences import REGISTRATION_ENABLED, preference


class AccountFields(TypedDict):
    """password: its hash."""

    password: str
    full_name: str


def register(
    *, email: str, password: str, full_name: str, now: datetime, needs_digit: bool = False
) -> User:
    """Create an account that may sign in at once, and mail the code that verifies its address.

    needs_digit: require a digit in the password. Raises AddressTaken, PasswordTooWeak,
        RegistrationClosed or RateLimited.
    """
    email = email.strip().lower()
    fields = prepare_account(email, password, full_name, needs_digit=needs_digit)
    with transaction.atomic():
        lock_address(email)
        if user_by_email(email) is not None:
            raise AddressTaken(field="email")
        user = User.objects.create(email=email, created_at=now, updated_at=now, **fields)
        request_challenge(Purpose.VERIFY, email=email, user=user)
    return user


@transaction.atomic
def register_verified(
    *, email: str, password: str, full_name: str, now: datetime, needs_digit: bool = False
) -> User:
    """Register whoever followed a mailed link: an unverified account whose password is the same is
    theirs, any other loses the address.

    needs_digit: require a digit in the password. Raises AddressTaken, PasswordTooWeak or
        RegistrationClosed.
    """
    email = email.strip().lower()
    fields = prepare_account(email, password, full_name, needs_digit=needs_digit, is_limited=False)
    lock_address(email)
    registrant = registrant_of(email, password, spare=fields["password"])
    if registrant is not None:
        return mark_email_verified(user=registrant, now=now)
    return create_verified(email=email, now=now, **fields)


def registrant_of(email: str, password: str, *, spare: str) -> User | None:
    """The unverified account of the address, if the password is its own: then the same person
    registers again, and keeps it.

    spare: a hash to check for any other address, since it takes as long.
    """
    user = user_by_email(email)
    if user is None or not user.is_active or not user.may_lose_address:
        user = None
    is_same = check_password(password, spare if user is None else user.password)
    return user if is_same else None


@transaction.atomic
def request_registration(*, email: str, now: datetime) -> None:
    """Mail a link for `complete_registration`; the owner of a known address gets a notice instead.

    Raises RegistrationClosed or RateLimited.
    """
    email = email.strip().lower()
    limit_mails("register", email)
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


def notify_of_sign_up(*, email: str, now: datetime) -> None:
    """Tell the owner of a known address, by mail, that somebody tried to sign up with it."""
    user = user_by_email(email)
    if user is not None:
        enqueue("accounts.send_signup_notice", user_id=user.pk)


def send_signup_notice(*, user_id: int) -> None:
    user = User.objects.get(pk=user_id)
    send_mail(user.email, "signup_notice", {"user": user, "days": GRACE.days})


def prepare_account(
    email: str,
    password: str,
    full_name: str,
    *,
    needs_digit: bool = False,
    is_limited: bool = True,
) -> AccountFields:
    """Prepare everything before the address is looked up, so that timing does not reveal whether
    it is known.
    """
    if is_limited:
        limit_mails("register", email)
    refuse_if_closed()
    check_strength(password, email=email, full_name=full_name, needs_digit=needs_digit)
    return {"password": make_password(password), "full_name": full_name}


def refuse_if_closed() -> None:
    """Raise RegistrationClosed while registration is closed."""
    if not preference(REGISTRATION_ENABLED):
        raise RegistrationClosed
