"""Sign-up, sign-in and the caller's own account, over REST."""

from __future__ import annotations

from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import queries, services
from accounts.api.serializers import (
    ChangeEmailIn,
    ChangePasswordIn,
    CodeIn,
    EmailIn,
    ExportOut,
    ExportPage,
    PasswordIn,
    ProfileIn,
    RefreshIn,
    ResetPasswordIn,
    SessionOut,
    SessionPage,
    SignedInOut,
    SignInIn,
    SignUpIn,
    SignUpOut,
    VerifyIn,
)
from accounts.errors import (
    AddressTaken,
    BadCredentials,
    CodeInvalid,
    EmailNotVerified,
    ImpersonatorRefused,
    LinkInvalid,
    PasswordTooWeak,
    PasswordWrong,
    RegistrationClosed,
    TooManyTries,
)
from accounts.models import Session, User
from accounts.services.challenges import CODE_LIFETIME
from accounts.shapes import TokensOut, UserOut
from core.api import ApiViewSet, ResourceViewSet, Write, read
from core.api.shapes import MessageOut
from core.db.locks import lock_rows
from core.errors import NotFound
from core.http.client import device_of
from core.http.files import ANY_FILE, download
from core.lookup import find
from core.models import Identified

OWN_ACCOUNT, OWN_EXPORTS = "/api/v1/auth/me", "/api/v1/auth/exports"
CODE_ON_ITS_WAY = "A code is on its way to the new address."


class AuthViewSet(ApiViewSet):
    """Sign-up, sign-in and the caller's session."""

    tag = "Sign-in"
    named = {
        "signup": ("signUp", "Sign up"),
        "verify_otp": ("verifyEmail", "Verify an e-mail address by its code"),
        "resend_otp": ("resendCode", "Resend the code of a sign-up"),
        "login": ("signIn", "Sign in"),
        "refresh": ("refreshTokens", "Refresh the tokens of a session"),
        "logout": ("signOut", "Sign out"),
        "logout_all": ("signOutEverywhere", "Sign out everywhere"),
        "forgot_password": ("requestPasswordReset", "Request a code to reset the password"),
        "reset_password": ("resetPassword", "Reset the password by a code"),
    }
    raises = {
        "signup": (PasswordTooWeak, RegistrationClosed),
        "verify_otp": (CodeInvalid, TooManyTries),
        "login": (BadCredentials, EmailNotVerified, TooManyTries),
        "reset_password": (CodeInvalid, PasswordTooWeak, TooManyTries),
    }
    public = frozenset(
        {
            "signup",
            "verify_otp",
            "resend_otp",
            "login",
            "refresh",
            "forgot_password",
            "reset_password",
        }
    )
    without_idempotency = frozenset({"login", "refresh", "verify_otp"})
    without_body = frozenset({"logout", "logout_all"})
    per_minute = {
        "signup": 20,
        "verify_otp": 20,
        "resend_otp": 10,
        "login": 20,
        "forgot_password": 10,
        "reset_password": 20,
    }

    @extend_schema(request=SignUpIn, responses={201: SignUpOut})
    def signup(self, request: Request) -> Response:
        """A code is mailed to the address; the answer is the same if it has an account already."""
        data = read(SignUpIn, request.data)
        services.sign_up(**data, now=timezone.now())
        answer = {
            "message": "Account created. Verify email with OTP.",
            "email": data["email"],
            "expires_in_minutes": int(CODE_LIFETIME.total_seconds() // 60),
        }
        return Response(answer, status=201, headers={"Location": OWN_ACCOUNT})

    @extend_schema(request=VerifyIn, responses=SignedInOut)
    def verify_otp(self, request: Request) -> Response:
        data = read(VerifyIn, request.data)
        now = timezone.now()
        user = services.verify_email(email=data["email"], code=data["otp_code"], now=now)
        signed_in = services.start_session(user=user, **device_of(request), now=now)
        return Response(SignedInOut(signed_in).data)

    @extend_schema(request=EmailIn, responses=MessageOut)
    def resend_otp(self, request: Request) -> Response:
        services.resend_code(**read(EmailIn, request.data), now=timezone.now())
        return Response({"message": "If that address awaits verification, a code is on its way."})

    @extend_schema(request=SignInIn, responses=SignedInOut)
    def login(self, request: Request) -> Response:
        data = read(SignInIn, request.data)
        signed_in = services.sign_in(**data, **device_of(request), now=timezone.now())
        return Response(SignedInOut(signed_in).data)

    @extend_schema(request=RefreshIn, responses=TokensOut)
    def refresh(self, request: Request) -> Response:
        """The refresh token is used up; reusing it later ends the session."""
        token = read(RefreshIn, request.data)["refresh_token"]
        return Response(TokensOut(services.refresh(refresh_token=token, now=timezone.now())).data)

    @extend_schema(request=None, responses=MessageOut)
    def logout(self, request: Request) -> Response:
        session: Any = request.auth
        services.sign_out(session=session, now=timezone.now())
        return Response({"message": "Logged out successfully"})

    @extend_schema(request=None, responses=MessageOut)
    def logout_all(self, request: Request) -> Response:
        """Ends every session of yours, this one included."""
        services.sign_out_everywhere(user=self.user, now=timezone.now())
        return Response({"message": "Logged out everywhere"})

    @extend_schema(request=EmailIn, responses=MessageOut)
    def forgot_password(self, request: Request) -> Response:
        services.forgot_password(**read(EmailIn, request.data), by="code", now=timezone.now())
        return Response({"message": "If that address has an account, a code is on its way."})

    @extend_schema(request=ResetPasswordIn, responses=MessageOut)
    def reset_password(self, request: Request) -> Response:
        data = read(ResetPasswordIn, request.data)
        services.reset_password(
            email=data["email"],
            code=data["otp_code"],
            new_password=data["new_password"],
            now=timezone.now(),
        )
        return Response({"message": "Password reset. Sign in with the new one."})


class AccountViewSet(ApiViewSet):
    """The caller's own account."""

    tag = "Account"
    named = {
        "me": ("getAccount", "Get your account"),
        "change_profile": ("updateAccount", "Update your account"),
        "change_password": ("changePassword", "Change your password"),
        "change_email": ("requestEmailChange", "Request a change of your e-mail address"),
        "confirm_email": ("confirmEmailChange", "Confirm your new e-mail address"),
        "close": ("closeAccount", "Close your account"),
    }
    raises = {
        "change_password": (PasswordWrong, PasswordTooWeak, ImpersonatorRefused, TooManyTries),
        "change_email": (PasswordWrong, ImpersonatorRefused, TooManyTries),
        "confirm_email": (CodeInvalid, AddressTaken, TooManyTries),
        "close": (PasswordWrong, ImpersonatorRefused, TooManyTries),
    }
    per_minute = {"change_email": 10, "change_password": 20, "close": 10}

    def lock_row(self) -> None:
        list(lock_rows(User.objects.filter(pk=self.user.pk), no_key=True))
        self.user.refresh_from_db()

    @extend_schema(responses=UserOut)
    def me(self, request: Request) -> Response:
        return Response(UserOut(self.user).data)

    @extend_schema(request=ProfileIn, responses=UserOut)
    def change_profile(self, request: Request) -> Response:
        data = read(ProfileIn, request.data, partial=True)
        if data:
            services.change_profile(user=self.user, **data, now=timezone.now())
        return Response(UserOut(self.user).data)

    @extend_schema(request=ChangePasswordIn, responses=MessageOut)
    def change_password(self, request: Request) -> Response:
        session: Any = request.auth
        data = read(ChangePasswordIn, request.data)
        services.change_password(user=self.user, **data, now=timezone.now(), keep=session)
        return Response({"message": "Password changed"})

    @extend_schema(request=ChangeEmailIn, responses=MessageOut)
    def change_email(self, request: Request) -> Response:
        data = read(ChangeEmailIn, request.data)
        services.request_email_change(user=self.user, **data, now=timezone.now())
        return Response({"message": CODE_ON_ITS_WAY})

    @extend_schema(request=CodeIn, responses=UserOut)
    def confirm_email(self, request: Request) -> Response:
        code = read(CodeIn, request.data)["otp_code"]
        user = services.confirm_email_change(user=self.user, code=code, now=timezone.now())
        return Response(UserOut(user).data)

    @extend_schema(request=PasswordIn, responses=MessageOut)
    def close(self, request: Request) -> Response:
        data = read(PasswordIn, request.data)
        services.close_account(user=self.user, **data, now=timezone.now())
        return Response({"message": "Account closed"})


class SessionsViewSet(ResourceViewSet):
    """The caller's sessions."""

    tag = "Account"
    resource = "session"
    named = {"destroy": ("endSession", "End a session")}
    noun = "session"
    page, out = SessionPage, SessionOut
    figures = frozenset({"last_seen_at", "address", "user_agent", "device"})
    sorts = {"last_seen_at": "last_seen_at", "created_at": "created_at"}
    default_sort = "-last_seen_at"
    deleting = Write(services.sign_out)
    deleted = "Session ended"

    def rows(self, **filters: Any) -> Any:
        session: Any = self.request.auth
        return queries.sessions_of(self.user, current=session)

    def row_to_change(self) -> Session:
        """Including sessions that can no longer be used."""
        found: Session = find(self.user.sessions, self.kwargs["session_id"])
        return found


class ExportsViewSet(ResourceViewSet):
    """Everything about the caller, as an archive whose link is mailed."""

    tag = "Account"
    resource = "data export"
    named = {
        "create": ("requestDataExport", "Request an archive of your data"),
        "download": ("downloadDataExport", "Download an archive of your data"),
    }
    raises = {"create": (EmailNotVerified, ImpersonatorRefused)}
    public = frozenset({"download"})
    per_minute = {"create": 5}
    query = staticmethod(queries.exports_of)
    page, out = ExportPage, ExportOut
    creating = Write(services.request_export)
    created_status = 202

    def owners(self) -> dict[str, Any]:
        return {"user": self.user}

    def location_of(self, row: Identified) -> str:
        return OWN_EXPORTS

    @extend_schema(
        responses={(200, kind): OpenApiTypes.BINARY for kind in ("application/zip", ANY_FILE)}
    )
    def download(self, request: Request, token: str) -> StreamingHttpResponse:
        try:
            name, file = services.open_export(token=token, now=timezone.now())
        except LinkInvalid as error:
            raise NotFound from error
        return download(
            request._request, file, name=name, content_type="application/zip", size=file.size
        )
