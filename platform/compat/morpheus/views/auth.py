"""Registration by a mailed link, sign-in, and the caller's own profile."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import services as accounts
from compat.morpheus import queries, services
from compat.morpheus.errors import CustomerMissing
from compat.morpheus.serializers import (
    CompleteIn,
    EmailIn,
    LoginIn,
    RefreshIn,
    TokensOut,
    UserOut,
)
from core.api import ApiViewSet, read
from core.api.views import workspace_from_header
from core.http.client import device_of
from core.wire.answers import Reply


class AuthViewSet(ApiViewSet):
    public = frozenset({"request_verification", "complete", "login", "refresh"})
    without_idempotency = frozenset({"login", "refresh", "complete"})
    per_minute = {"request_verification": 20, "complete": 20, "login": 20}

    def request_verification(self, request: Request) -> Response:
        email = read(EmailIn, request.data)["email"]
        accounts.request_registration(email=email, now=timezone.now())
        return Reply(
            {"verification": {"email": email, "expires_in": "24 hours"}},
            message="Verification email sent. Please check your inbox.",
        )

    def complete(self, request: Request) -> Response:
        data = read(CompleteIn, request.data)
        now = timezone.now()
        user = services.complete_registration(**data, now=now)
        signed_in = accounts.start_session(user=user, **device_of(request), now=now)
        shown = {**_shown(user), "tokens": TokensOut(signed_in).data}
        return Reply({"user": shown}, message="Registration completed successfully", status=201)

    def login(self, request: Request) -> Response:
        data = read(LoginIn, request.data)
        signed_in = accounts.sign_in(**data, **device_of(request), now=timezone.now())
        shown = {"user": _shown(signed_in.user), "tokens": TokensOut(signed_in).data}
        return Reply({"auth": shown}, message="Login successful")

    def refresh(self, request: Request) -> Response:
        token = read(RefreshIn, request.data)["refresh_token"]
        signed_in = accounts.refresh(refresh_token=token, now=timezone.now())
        return Reply({"tokens": TokensOut(signed_in).data}, message="Token refreshed successfully")

    def logout(self, request: Request) -> Response:
        session: Any = request.auth
        accounts.sign_out(session=session, now=timezone.now())
        message = "Logged out successfully"
        return Reply({"message": message}, message=message)

    def profile(self, request: Request) -> Response:
        context = queries.customer_context(self.user, workspace_from_header(request))
        if context is None:
            raise CustomerMissing
        return Reply(UserOut(context).data, message="Profile retrieved successfully")


def _shown(user: Any) -> Any:
    return UserOut(queries.customer_context(user)).data
