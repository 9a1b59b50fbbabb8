"""The JWTs that stand for a session: HS256, our audience, the type inside; read by simplejwt."""

from __future__ import annotations

import uuid

from django.conf import settings
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError, TokenBackendExpiredToken
from rest_framework_simplejwt.utils import aware_utcnow, datetime_to_epoch

from accounts.errors import TokenExpired, TokenInvalid
from accounts.models import Session

AUDIENCE = ISSUER = "frontdesk"
ACCESS, REFRESH = "access", "refresh"


def access_token(session: Session) -> str:
    """Lives settings.ACCESS_TOKEN_LIFETIME; worthless once the session is ended."""
    return _encode(session, ACCESS, uuid.uuid4())


def refresh_token(session: Session, *, jti: uuid.UUID) -> str:
    """Lives settings.REFRESH_TOKEN_LIFETIME; names the RefreshToken row that makes it good once."""
    return _encode(session, REFRESH, jti)


def read_access(token: str) -> uuid.UUID:
    """The session's public UUID. Raises TokenExpired or TokenInvalid."""
    return _claim(token, ACCESS, "sid")


def read_refresh(token: str) -> uuid.UUID:
    """The `jti` of the RefreshToken row. Raises TokenExpired or TokenInvalid."""
    return _claim(token, REFRESH, "jti")


def _backend() -> TokenBackend:
    return TokenBackend("HS256", settings.JWT_KEY, audience=AUDIENCE, issuer=ISSUER)


def _encode(session: Session, kind: str, jti: uuid.UUID) -> str:
    lifetime = {
        ACCESS: settings.ACCESS_TOKEN_LIFETIME,
        REFRESH: settings.REFRESH_TOKEN_LIFETIME,
    }[kind]
    now = aware_utcnow()
    return _backend().encode(
        {
            "typ": kind,
            "sub": session.user.name_outside,
            "sid": str(session.public_id),
            "jti": str(jti),
            "iat": datetime_to_epoch(now),
            "exp": datetime_to_epoch(now + lifetime),
        }
    )


def _claim(token: str, kind: str, name: str) -> uuid.UUID:
    try:
        claims = _backend().decode(token)  # type: ignore[arg-type]  # takes text, says Token
    except TokenBackendExpiredToken as error:
        raise TokenExpired from error
    except TokenBackendError as error:
        raise TokenInvalid from error
    try:
        if claims["typ"] != kind:
            raise TokenInvalid
        return uuid.UUID(claims[name])
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise TokenInvalid from error
