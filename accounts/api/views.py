"""The sign-in desk of the product's own API."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import services
from accounts.api.serializers import (
    EmailIn,
    RefreshIn,
    SignedInOut,
    SignInIn,
    SignUpIn,
    SignUpOut,
    TokensOut,
    UserOut,
    VerifyIn,
)
from accounts.services.registration import CODE_LIFETIME
from core.api import ApiViewSet, read
from core.api.shapes import MessageOut
from core.http.client import client_address


class AuthViewSet(ApiViewSet):
    """Sign-up, sign-in and the caller's session."""

    public = frozenset({"signup", "verify_otp", "resend_otp", "login", "refresh"})
    per_minute = {"signup": 20, "verify_otp": 20, "resend_otp": 10, "login": 20}
    per_address_and_minute = 5  # of one e-mail address, from however many clients

    @extend_schema(request=SignUpIn, responses={201: SignUpOut})
    def signup(self, request: Request) -> Response:
        wish = read(SignUpIn, request.data)
        self.limit_subject(wish["email"], self.per_address_and_minute)
        services.sign_up(**wish, now=timezone.now())
        answer = {
            "message": "Account created. Verify email with OTP.",
            "email": wish["email"],
            "expires_in_minutes": int(CODE_LIFETIME.total_seconds() // 60),
        }
        return Response(answer, status=201)

    @extend_schema(request=VerifyIn, responses=SignedInOut)
    def verify_otp(self, request: Request) -> Response:
        wish = read(VerifyIn, request.data)
        self.limit_subject(wish["email"], self.per_address_and_minute)
        now = timezone.now()
        user = services.verify_email(email=wish["email"], code=wish["otp_code"], now=now)
        signed_in = services.start_session(user=user, **_device(request), now=now)
        return Response(SignedInOut(signed_in).data)

    @extend_schema(request=EmailIn, responses=MessageOut)
    def resend_otp(self, request: Request) -> Response:
        email = read(EmailIn, request.data)["email"]
        self.limit_subject(email, self.per_address_and_minute)
        services.resend_code(email=email, now=timezone.now())
        return Response(
            {"message": "If that address awaits verification, a new code is on its way."}
        )

    @extend_schema(request=SignInIn, responses=SignedInOut)
    def login(self, request: Request) -> Response:
        wish = read(SignInIn, request.data)
        self.limit_subject(wish["email"], 2 * self.per_address_and_minute)
        signed_in = services.sign_in(**wish, **_device(request), now=timezone.now())
        return Response(SignedInOut(signed_in).data)

    @extend_schema(request=RefreshIn, responses=TokensOut)
    def refresh(self, request: Request) -> Response:
        token = read(RefreshIn, request.data)["refresh_token"]
        return Response(TokensOut(services.refresh(refresh_token=token, now=timezone.now())).data)

    @extend_schema(request=None, responses=MessageOut)
    def logout(self, request: Request) -> Response:
        session: Any = request.auth
        services.sign_out(session=session, now=timezone.now())
        return Response({"message": "Logged out successfully"})

    @extend_schema(responses=UserOut)
    def me(self, request: Request) -> Response:
        return Response(UserOut(self.user).data)


def _device(request: Request) -> dict[str, str]:
    return {
        "user_agent": request.headers.get("User-Agent", ""),
        "address": client_address(request),
    }
