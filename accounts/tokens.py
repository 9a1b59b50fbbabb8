"""The platform's JWTs: HS256, with audience, type and key name; signed and read by simplejwt.

Access and refresh tokens belong to a session; link tokens are mailed.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime
from typing import Any

import jwt
from django.conf import settings
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError, TokenBackendExpiredToken
from rest_framework_simplejwt.utils import aware_utcnow, datetime_to_epoch

from accounts.errors import LinkInvalid, TokenExpired, TokenInvalid
from accounts.models import Session

ALGORITHM = "HS256"
AUDIENCE = ISSUER = "frontdesk"
ACCESS, REFRESH = "access", "refresh"


def access_token(session: Session) -> str:
    """Valid for settings.ACCESS_TOKEN_LIFETIME, unless the session ends."""
    expires_at = aware_utcnow() + settings.ACCESS_TOKEN_LIFETIME
    return _of_session(session, ACCESS, uuid.uuid4(), expires_at)


def refresh_token(session: Session, *, jti: uuid.UUID, expires_at: datetime) -> str:
    """Names the RefreshToken row that makes it valid once."""
    return _of_session(session, REFRESH, jti, expires_at)


def read_access(token: str) -> uuid.UUID:
    """The session's UUID. Raises TokenExpired or TokenInvalid."""
    return _uuid(_decode(token, ACCESS), "sid")


def read_refresh(token: str) -> uuid.UUID:
    """The `jti` of the RefreshToken row. Raises TokenExpired or TokenInvalid."""
    return _uuid(_decode(token, REFRESH), "jti")


def link_token(purpose: str, jti: uuid.UUID, expires_at: datetime, **claims: bool) -> str:
    """The token of a mailed link. `jti` names the row that makes it valid once."""
    return _encode({**claims, "typ": purpose.lower(), "jti": str(jti)}, expires_at)


def read_link(token: str, purpose: str) -> dict[str, Any]:
    """The claims of a valid link of that purpose; `jti` is a UUID. Raises LinkInvalid."""
    try:
        claims = _decode(token, purpose.lower())
        return {**claims, "jti": _uuid(claims, "jti")}
    except (TokenInvalid, TokenExpired) as error:
        raise LinkInvalid(field="token") from error


def key_id(key: str) -> str:
    """The name by which a token's header refers to its key."""
    return hashlib.sha256(f"kid:{key}".encode()).hexdigest()[:16]


class _Backend(TokenBackend):
    """Signs with the current key, and verifies with the key that the header names."""

    def __init__(self, key: str) -> None:
        super().__init__(ALGORITHM, key, audience=AUDIENCE, issuer=ISSUER)
        self.key = key

    def encode(self, payload: dict[str, Any]) -> str:
        claims = {**payload, "aud": AUDIENCE, "iss": ISSUER}
        return jwt.encode(claims, self.key, ALGORITHM, {"kid": key_id(self.key)})


def _of_session(session: Session, kind: str, jti: uuid.UUID, expires_at: datetime) -> str:
    sid = str(session.uuid)
    claims = {"typ": kind, "sub": session.user.public_id, "sid": sid, "jti": str(jti)}
    return _encode(claims, expires_at)


def _encode(claims: dict[str, Any], expires_at: datetime) -> str:
    times = {"iat": datetime_to_epoch(aware_utcnow()), "exp": datetime_to_epoch(expires_at)}
    return _Backend(settings.JWT_KEYS[0]).encode({**claims, **times})


def _decode(token: str, kind: str) -> dict[str, Any]:
    try:
        claims = _Backend(_key_of(token)).decode(token)  # type: ignore[arg-type]  # says Token
    except TokenBackendExpiredToken as error:
        raise TokenExpired from error
    except TokenBackendError as error:
        raise TokenInvalid from error
    if claims.get("typ") != kind:
        raise TokenInvalid
    return claims


def _key_of(token: str) -> str:
    """The key that the header names; the signature proves whether it was used."""
    try:
        name = jwt.get_unverified_header(token).get("kid")
    except jwt.InvalidTokenError as error:
        raise TokenInvalid from error
    for key in settings.JWT_KEYS:
        if key_id(key) == name:
            return str(key)
    raise TokenInvalid


def _uuid(claims: dict[str, Any], name: str) -> uuid.UUID:
    try:
        return uuid.UUID(claims[name])
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise TokenInvalid from error
