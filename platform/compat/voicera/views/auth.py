"""Registration, sign-in and the caller's session."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import services as accounts
from compat.voicera import services
from compat.voicera.names import join_name
from compat.voicera.serializers import (
    EmailIn,
    LoginIn,
    RefreshIn,
    RegisteredOut,
    RegisterIn,
    ResetIn,
    SignedInOut,
    UserOut,
)
from core.api import ApiViewSet, read
from core.api.views import NotAuthenticated
from core.http.client import device_of


class AuthViewSet(ApiViewSet):
    public = frozenset({"register", "login", "forgot_password", "reset_password"})
    without_idempotency = frozenset({"login"})
    per_minute = {"register": 20, "login": 20, "forgot_password": 10, "reset_password": 20}

    def register(self, request: Request) -> Response:
        data = read(RegisterIn, request.data)
        user = services.register(
            email=data["email"],
            password=data["password"],
            full_name=join_name(data["first_name"], data["last_name"]),
            now=timezone.now(),
        )
        names = {"first_name": data["first_name"], "last_name": data["last_name"]}
        shown = {**RegisteredOut(user).data, **names}
        return Response(shown, status=201)

    def login(self, request: Request) -> Response:
        data = read(LoginIn, request.data)
        signed_in = accounts.sign_in(**data, **device_of(request), now=timezone.now())
        return Response(SignedInOut(signed_in).data)

    def me(self, request: Request) -> Response:
        return Response(UserOut(self.user).data)

    def logout(self, request: Request) -> Response:
        session: Any = request.auth
        accounts.sign_out(session=session, now=timezone.now())
        return Response({"message": "Logged out successfully"})

    def forgot_password(self, request: Request) -> Response:
        email = read(EmailIn, request.data)["email"]
        accounts.forgot_password(email=email, by="link", now=timezone.now())
        return Response({"message": "If that address has an account, a link is on its way."})

    def reset_password(self, request: Request) -> Response:
        data = read(ResetIn, request.data)
        accounts.reset_password_by_link(**data, now=timezone.now())
        return Response({"message": "Password reset successfully"})


class RefreshViewSet(ApiViewSet):
    """Accepts the refresh token in the body, or in place of the access token."""

    public = frozenset({"refresh"})
    without_idempotency = public
    authentication_classes = ()

    def refresh(self, request: Request) -> Response:
        token = read(RefreshIn, request.data).get("refresh_token") or _bearer(request)
        return Response(SignedInOut(accounts.refresh(refresh_token=token, now=timezone.now())).data)


def _bearer(request: Request) -> str:
    """Raises NotAuthenticated."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotAuthenticated
    return token.strip()
