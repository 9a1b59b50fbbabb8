"""Shapes of the sign-in desk."""

from __future__ import annotations

from rest_framework import serializers

from accounts.models import User
from core.api import Line, StrictSerializer
from core.api.fields import Email, PublicId, Token


class SignUpIn(StrictSerializer):
    email = Email()
    password = Token(max_length=128)
    full_name = Line(max_length=120)


class SignUpOut(serializers.Serializer[dict[str, object]]):
    message = serializers.CharField()
    email = serializers.EmailField()
    expires_in_minutes = serializers.IntegerField()


class EmailIn(StrictSerializer):
    email = Email()


class VerifyIn(StrictSerializer):
    email = Email()
    otp_code = Line(min_length=6, max_length=6)


class SignInIn(StrictSerializer):
    email = Email()
    password = Token(max_length=128)


class RefreshIn(StrictSerializer):
    refresh_token = Token(max_length=4096)


class UserOut(serializers.ModelSerializer[User]):
    id = PublicId()
    email_verified = serializers.BooleanField(source="is_verified")

    class Meta:
        model = User
        fields = ["id", "email", "full_name", "email_verified", "created_at"]


class TokensOut(serializers.Serializer[object]):
    access_token = serializers.CharField()
    refresh_token = serializers.CharField()
    token_type = serializers.CharField(default="bearer")
    expires_in = serializers.IntegerField(help_text="Seconds that the access token lives.")


class SignedInOut(TokensOut):
    user = UserOut()
