"""Sign-in and the caller's own account."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import services as accounts
from compat.microbit import services
from compat.microbit.serializers import (
    ChangePasswordIn,
    LoginIn,
    ProfileIn,
    RefreshIn,
    RegisterIn,
    SignedInOut,
    TokensOut,
    UserOut,
)
from core.api import ApiViewSet, read
from core.http.client import device_of


class AuthViewSet(ApiViewSet):
    public = frozenset({"register", "login", "refresh"})
    without_idempotency = frozenset({"login", "refresh"})
    per_minute = {"register": 20, "login": 20}

    def register(self, request: Request) -> Response:
        data = read(RegisterIn, request.data)
        signed_in = services.register(**data, **device_of(request), now=timezone.now())
        return Response(SignedInOut(signed_in).data, status=201)

    def login(self, request: Request) -> Response:
        data = read(LoginIn, request.data)
        signed_in = accounts.sign_in(**data, **device_of(request), now=timezone.now())
        return Response(SignedInOut(signed_in).data)

    def refresh(self, request: Request) -> Response:
        token = read(RefreshIn, request.data)["refresh_token"]
        return Response(TokensOut(accounts.refresh(refresh_token=token, now=timezone.now())).data)

    def logout(self, request: Request) -> Response:
        session: Any = request.auth
        accounts.sign_out(session=session, now=timezone.now())
        return Response({"message": "Logged out successfully"})

    def me(self, request: Request) -> Response:
        return Response({"user": UserOut(self.user).data})

    def change_password(self, request: Request) -> Response:
        session: Any = request.auth
        data = read(ChangePasswordIn, request.data)
        accounts.change_password(
            user=self.user, **data, keep=session, needs_digit=True, now=timezone.now()
        )
        return Response({"message": "Password changed successfully"})

    def change_profile(self, request: Request) -> Response:
        data = read(ProfileIn, request.data)
        user = accounts.change_profile(user=self.user, **data, now=timezone.now())
        return Response({"user": UserOut(user).data})
