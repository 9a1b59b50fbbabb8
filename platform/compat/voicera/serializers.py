"""Shapes of the voicera contract."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from compat.voicera.names import split_name
from core.api import Line, TolerantSerializer
from core.api.fields import Email, Shape, Token

ACTIVE, INACTIVE = "active", "inactive"
MAX_NAME_LENGTH = 59  # two of them and a space fit into a full name


class RegisterIn(TolerantSerializer):
    email = Email()
    password = Token(max_length=128)
    first_name = Line(max_length=MAX_NAME_LENGTH, default="", allow_blank=True)
    last_name = Line(max_length=MAX_NAME_LENGTH, default="", allow_blank=True)


class LoginIn(TolerantSerializer):
    email = Email()
    password = Token(max_length=128)


class RefreshIn(TolerantSerializer):
    refresh_token = Token(max_length=4096, required=False)


class EmailIn(TolerantSerializer):
    email = Email()


class ResetIn(TolerantSerializer):
    token = Token(max_length=4096)
    new_password = Token(max_length=128)


class UserIn(TolerantSerializer):
    email = Email(required=False)
    first_name = Line(max_length=MAX_NAME_LENGTH, required=False, allow_blank=True)
    last_name = Line(max_length=MAX_NAME_LENGTH, required=False, allow_blank=True)


class UserQuery(TolerantSerializer):
    """The filters of a list of users. date_from, date_to: of the registration, inclusive."""

    status = serializers.ChoiceField([ACTIVE, INACTIVE], required=False)
    search = Line(max_length=100, required=False, allow_blank=True)
    date_from = serializers.DateField(required=False)
    date_to = serializers.DateField(required=False)


class RegisteredOut(Shape):
    id = serializers.UUIDField(source="uuid")
    email = serializers.CharField()
    first_name = serializers.SerializerMethodField()
    last_name = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()

    def get_first_name(self, user: Any) -> str:
        return split_name(user.full_name)[0]

    def get_last_name(self, user: Any) -> str:
        return split_name(user.full_name)[1]


class UserOut(RegisteredOut):
    role = serializers.SerializerMethodField()
    status = serializers.SerializerMethodField()
    email_verified = serializers.BooleanField(source="is_verified")
    updated_at = serializers.DateTimeField()

    def get_role(self, user: Any) -> str:
        return role_of(user)

    def get_status(self, user: Any) -> str:
        return ACTIVE if user.is_active else INACTIVE


class SignedInUserOut(Shape):
    id = serializers.UUIDField(source="uuid")
    email = serializers.CharField()
    role = serializers.SerializerMethodField()

    def get_role(self, user: Any) -> str:
        return role_of(user)


class SignedInOut(Shape):
    token = serializers.CharField(source="access_token")
    access_token = serializers.CharField()
    refresh_token = serializers.CharField()
    expires_in = serializers.IntegerField(help_text="Lifetime of the access token in seconds.")
    user = SignedInUserOut()


def role_of(user: Any) -> str:
    return "admin" if user.is_staff else "user"
