"""Shapes of accounts and sign-in."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.devices import device_name
from accounts.models import DataExport, Session
from accounts.services import check_strength
from accounts.shapes import TokensOut, UserOut
from core.api import Line, StrictSerializer
from core.api.fields import Email, PublicId, Token, checked_by
from core.api.paging import page_shape


class Password(Token):
    """A password, as it is checked."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 128, **kwargs})


# The services compare it with the user's name and address too.
_IS_STRONG = checked_by(check_strength)


class Code(Line):
    """A mailed code: six digits."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_length": 6, "max_length": 6, **kwargs})


class SignUpIn(StrictSerializer):
    email = Email()
    password = Password(validators=[_IS_STRONG])
    full_name = Line(max_length=120)


class SignUpOut(serializers.Serializer[dict[str, object]]):
    message = serializers.CharField()
    email = serializers.EmailField()
    expires_in_minutes = serializers.IntegerField()


class EmailIn(StrictSerializer):
    email = Email()


class VerifyIn(StrictSerializer):
    email = Email()
    otp_code = Code()


class SignInIn(StrictSerializer):
    email = Email()
    password = Password()


class RefreshIn(StrictSerializer):
    refresh_token = Token(max_length=4096)


class ResetPasswordIn(StrictSerializer):
    email = Email()
    otp_code = Code()
    new_password = Password(validators=[_IS_STRONG])


class ChangePasswordIn(StrictSerializer):
    old_password = Password()
    new_password = Password(validators=[_IS_STRONG])


class ProfileIn(StrictSerializer):
    full_name = Line(max_length=120)


class ChangeEmailIn(StrictSerializer):
    email = Email()
    password = Password()


class CodeIn(StrictSerializer):
    otp_code = Code()


class PasswordIn(StrictSerializer):
    password = Password()


class SignedInOut(TokensOut):
    user = UserOut()


class SessionOut(serializers.ModelSerializer[Session]):
    id = PublicId()
    device = serializers.SerializerMethodField()
    is_current = serializers.BooleanField(help_text="True for the current session.")
    is_support = serializers.SerializerMethodField(
        help_text="True if a member of the platform's staff impersonates the user in it."
    )

    class Meta:
        model = Session
        fields = [
            "id",
            "device",
            "user_agent",
            "address",
            "created_at",
            "last_seen_at",
            "is_current",
            "is_support",
        ]

    def get_device(self, session: Session) -> str:
        return device_name(session.user_agent)

    def get_is_support(self, session: Session) -> bool:
        return session.impersonator_id is not None


SessionPage = page_shape("SessionPage", sessions=SessionOut)


class ExportOut(serializers.ModelSerializer[DataExport]):
    id = PublicId()

    class Meta:
        model = DataExport
        fields = ["id", "state", "size_bytes", "error", "created_at", "ready_at", "expires_at"]


ExportPage = page_shape("ExportPage", exports=ExportOut)
