"""Sessions: sign in, rotate refresh tokens, sign out."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, check_password
from django.db import transaction

from accounts import tokens
from accounts.errors import BadCredentials, EmailNotVerified, SessionEnded, TokenInvalid
from accounts.models import RefreshToken, Session, User
from accounts.queries import sign_ups_of, user_by_email
from accounts.services.lockout import count_sign_in, reset_sign_in_tries
from core.db.locks import lock_rows

LOST_ANSWER_GRACE = timedelta(seconds=10)  # a client that lost the response may ask again
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """New tokens. expires_in: lifetime of the access token in seconds."""

    user: User
    session: Session
    access_token: str
    refresh_token: str
    expires_in: int


def sign_in(*, email: str, password: str, user_agent: str, address: str, now: datetime) -> SignedIn:
    """Start a session.

    Raises TooManyTries, BadCredentials, or EmailNotVerified for the right password of the newest
    sign-up of an address without an account. Every wrong try costs the same: one password hash.
    """
    count_sign_in(email=email, address=address)
    user = user_by_email(email)
    sign_up = sign_ups_of(email.strip().lower(), now=now).first()
    if user is None:
        known = UNUSABLE_PASSWORD_PREFIX if sign_up is None else sign_up.password
        if not check_password(password, known):
            raise BadCredentials
        reset_sign_in_tries(email=email, address=address)
        raise EmailNotVerified
    if not user.check_password(password) or not user.is_active:
        raise BadCredentials
    with transaction.atomic():
        if not _record_sign_in(user, now=now):
            raise BadCredentials
        signed_in = start_session(user=user, user_agent=user_agent, address=address, now=now)
    reset_sign_in_tries(email=email, address=address)
    return signed_in


def _record_sign_in(user: User, *, now: datetime) -> bool:
    """False if the account has changed hands since its password was checked: whoever proves the
    address at this moment ends the sessions before this one, or waits and ends this one too.
    """
    user.last_login = now
    checked = User.objects.filter(
        pk=user.pk, email=user.email, password=user.password, is_active=True
    )
    return checked.update(last_login=now) == 1


@transaction.atomic
def start_session(
    *, user: User, user_agent: str, address: str, now: datetime, impersonator: User | None = None
) -> SignedIn:
    """Start a session for a user who has just been authenticated.

    impersonator: the member of staff who acts as the user, for one access token's lifetime.
    """
    session = Session.objects.create(
        user=user,
        user_agent=user_agent[:300],
        address=address,
        created_at=now,
        last_seen_at=now,
        impersonator=impersonator,
    )
    return _issue(session, now=now)


def refresh(*, refresh_token: str, now: datetime) -> SignedIn:
    """Exchange a refresh token for new tokens. It is valid once.

    Within the grace period it may be used again, by a client that lost the response, and returns
    the same successor, however often and by however many at once: a session has one line of
    tokens. Later reuse, or reuse once the successor was used, ends the whole session, since two
    parties hold the token then. Raises TokenInvalid, TokenExpired or SessionEnded.
    """
    jti = tokens.read_refresh(refresh_token)
    with transaction.atomic():
        token = lock_rows(
            RefreshToken.objects.select_related("session__user")
            .filter(jti=jti, session__revoked_at=None, session__user__is_active=True)
            .filter(session__impersonator=None)
        ).first()
        if token is None:
            raise TokenInvalid
        if token.used_at is None:
            token.used_at = now
            token.save(update_fields=["used_at"])
            return _issue(token.session, now=now)
        successor = token.session.refresh_tokens.filter(pk__gt=token.pk).order_by("pk").first()
        is_recent = now - token.used_at <= LOST_ANSWER_GRACE
        # A client that has used the new tokens did receive the response.
        if is_recent and successor is not None and successor.used_at is None:
            return _signed_in(token.session, successor)
    sign_out(session=token.session, now=now)
    raise SessionEnded


def sign_out(*, session: Session, now: datetime) -> None:
    """End a session; its access token is refused from the next request on."""
    Session.objects.filter(pk=session.pk, revoked_at=None).update(revoked_at=now)


def sign_out_everywhere(*, user: User, now: datetime, keep: Session | None = None) -> int:
    """End all sessions of a user but `keep`. Returns their number."""
    sessions = Session.objects.filter(user=user, revoked_at=None)
    if keep is not None:
        sessions = sessions.exclude(pk=keep.pk)
    return sessions.update(revoked_at=now)


def touch_session(*, session: Session, now: datetime) -> None:
    """Record that the session is in use, to the minute."""
    if now - session.last_seen_at > SEEN_EVERY:
        Session.objects.filter(pk=session.pk).update(last_seen_at=now)


def _issue(session: Session, *, now: datetime) -> SignedIn:
    is_own = session.impersonator_id is None
    lifetime = settings.REFRESH_TOKEN_LIFETIME if is_own else settings.ACCESS_TOKEN_LIFETIME
    token = RefreshToken.objects.create(
        session=session, jti=uuid.uuid4(), created_at=now, expires_at=now + lifetime
    )
    return _signed_in(session, token)


def _signed_in(session: Session, token: RefreshToken) -> SignedIn:
    return SignedIn(
        user=session.user,
        session=session,
        access_token=tokens.access_token(session),
        refresh_token=tokens.refresh_token(session, jti=token.jti, expires_at=token.expires_at),
        expires_in=int(settings.ACCESS_TOKEN_LIFETIME.total_seconds()),
    )
