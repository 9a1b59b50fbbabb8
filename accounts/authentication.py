"""`Authorization: Bearer <access token>`."""

from __future__ import annotations

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts import queries, services, tokens
from accounts.errors import SessionEnded, TokenExpired, TokenInvalid
from accounts.models import Session, User


class BearerAuthentication(BaseAuthentication):
    """Authenticates the request as the user of an active session; one query."""

    raises = (TokenInvalid, TokenExpired, SessionEnded)

    def authenticate(self, request: Request) -> tuple[User, Session] | None:
        """None without the header. Raises TokenInvalid, TokenExpired or SessionEnded."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        if scheme.lower() != "bearer" or not token:
            raise TokenInvalid
        session = queries.active_session(tokens.read_access(token.strip()))
        if session is None:
            raise SessionEnded
        services.touch_session(session=session, now=timezone.now())
        return session.user, session

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
