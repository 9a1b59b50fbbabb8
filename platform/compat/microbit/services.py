"""Writes of this door only: registering with an invitation, and testing the mail server."""

from __future__ import annotations

import smtplib
from datetime import datetime
from typing import TypedDict

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from accounts import services as accounts
from accounts.errors import AddressTaken
from accounts.models import User
from accounts.services import SignedIn
from compat.microbit.errors import RegistrationRefused
from core.preferences import REGISTRATION_ENABLED, preference
from workspaces import services as workspaces
from workspaces.errors import InvitationInvalid

log = structlog.get_logger(__name__)

# Backends that keep mail on this machine, like the embedded default.
_LOCAL_BACKENDS = {
    "core.mail_backends.filebased.EmailBackend",
    "django.core.mail.backends.console.EmailBackend",
    "django.core.mail.backends.dummy.EmailBackend",
}


@transaction.atomic
def register(
    *,
    email: str,
    password: str,
    full_name: str,
    invite_token: str | None,
    user_agent: str,
    address: str,
    now: datetime,
) -> SignedIn:
    """Create an account, signed in, with a membership in the workspace that the token invites to.

    A token that was mailed proves the address. Raises InvitationInvalid, RegistrationClosed,
    RateLimited, PasswordTooWeak or RegistrationRefused, and then creates no account.
    """
    try:
        user = _register(
            _Person(email=email, password=password, full_name=full_name, needs_digit=True, now=now),
            invite_token=invite_token,
        )
    except AddressTaken as error:
        raise RegistrationRefused from error
    return accounts.start_session(user=user, user_agent=user_agent, address=address, now=now)


class _Person(TypedDict):
    email: str
    password: str
    full_name: str
    needs_digit: bool
    now: datetime


def _register(person: _Person, *, invite_token: str | None) -> User:
    if not invite_token:
        return accounts.register(**person)
    # before the address is looked up: a bad token must not reveal whether it is known
    offer = workspaces.invitation_of_token(token=invite_token, now=person["now"])
    if offer.email != person["email"]:
        raise InvitationInvalid(field="invite_token")
    if offer.mailed:
        user, _ = workspaces.register_by_token(
            token=invite_token,
            password=person["password"],
            full_name=person["full_name"],
            needs_digit=True,
            now=person["now"],
        )
        return user
    user = accounts.register(**person)
    workspaces.accept_by_token(user=user, token=invite_token, now=person["now"])
    return user


def platform_settings() -> dict[str, bool]:
    return {
        "smtp_configured": _has_mail_server(),
        "callerai_configured": False,
        "registration_enabled": preference(REGISTRATION_ENABLED),
    }


def try_mail(*, to_email: str, asked_by: User) -> str | None:
    """Send a test mail now and return why it failed; None if the mail server accepted it.

    Only staff may have mail sent to others.
    """
    if to_email != asked_by.email and not asked_by.is_staff:
        return "Test emails are sent to your own address only."
    if not _has_mail_server():
        return "No mail server is configured."
    mail = EmailMessage(
        subject="Test email from Frontdesk",
        body="The mail server of your Frontdesk works.\n",
        to=[to_email],
    )
    try:
        mail.send()
    except (smtplib.SMTPException, OSError) as error:
        log.warning("test_mail_failed", error=type(error).__name__)
        return _reason(error)
    return None


def _has_mail_server() -> bool:
    return settings.EMAIL_BACKEND not in _LOCAL_BACKENDS


def _reason(error: Exception) -> str:
    match error:
        case smtplib.SMTPAuthenticationError():
            return "The mail server refused the configured user name or password."
        case smtplib.SMTPRecipientsRefused():
            return "The mail server refused the recipient."
        case smtplib.SMTPException():
            return "The mail server refused the message."
    return "The mail server cannot be reached."
