"""Shapes of the microbit contract."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.api import Line, TolerantSerializer
from core.api.fields import Email, Flag, Phone, PublicId, Shape, Token
from workspaces.models import Membership

_ROLES: dict[str, str] = {
    "owner": Membership.Role.OWNER,
    "admin": Membership.Role.ADMIN,
    "member": Membership.Role.MEMBER,
    "guest": Membership.Role.VIEWER,
}
_NAMES = {role: name for name, role in _ROLES.items()}


class Role(serializers.ChoiceField):
    """`owner`, `admin`, `member` or `guest`; inside the platform a guest is a VIEWER."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=list(_ROLES), **kwargs)

    def to_internal_value(self, data: Any) -> str:
        return _ROLES[super().to_internal_value(data)]

    def to_representation(self, value: Any) -> str:
        return _NAMES[value]


class Moment(serializers.DateTimeField):
    """UTC to the second, as in 2024-01-20T09:00:00Z."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"format": "%Y-%m-%dT%H:%M:%SZ", "read_only": True, **kwargs})


class RegisterIn(TolerantSerializer):
    email = Email()
    password = Token(max_length=128)
    display_name = Line(max_length=120, source="full_name")
    invite_token = Token(max_length=4096, default="", allow_blank=True, allow_null=True)


class LoginIn(TolerantSerializer):
    email = Email()
    password = Token(max_length=128)


class RefreshIn(TolerantSerializer):
    refresh_token = Token(max_length=4096)


class ChangePasswordIn(TolerantSerializer):
    old_password = Token(max_length=128)
    new_password = Token(max_length=128)


class ProfileIn(TolerantSerializer):
    display_name = Line(max_length=120, source="full_name")


class UserOut(Shape):
    id = PublicId()
    email = serializers.CharField()
    display_name = serializers.CharField(source="full_name")
    status = serializers.SerializerMethodField()
    created_at = Moment()
    updated_at = Moment()

    def get_status(self, user: Any) -> str:
        return "active" if user.is_active else "inactive"


class TokensOut(Shape):
    access_token = serializers.CharField()
    refresh_token = serializers.CharField()
    token_type = serializers.CharField(default="Bearer")
    expires_in = serializers.IntegerField()


class SignedInOut(TokensOut):
    user = UserOut()


class WorkspaceIn(TolerantSerializer):
    name = Line(max_length=120)
    company_name = Line(max_length=120, allow_blank=True, required=False)
    address = Line(max_length=300, allow_blank=True, required=False)
    phone = Phone(allow_blank=True, required=False)


class WorkspaceOut(Shape):
    id = PublicId()
    name = serializers.CharField()
    company_name = serializers.CharField()
    address = serializers.CharField()
    phone = serializers.CharField()
    created_at = Moment()
    updated_at = Moment()


class RoleIn(TolerantSerializer):
    role = Role()


class ColleagueOut(Shape):
    email = serializers.CharField()
    display_name = serializers.CharField(source="full_name")


class MemberOut(Shape):
    """context: `workspace`, the public id of the one in scope."""

    id = PublicId()
    workspace_id = serializers.SerializerMethodField()
    user_id = PublicId(source="user.public_id")
    role = Role()
    user = ColleagueOut()

    def get_workspace_id(self, _: Any) -> str:
        return str(self.context["workspace"])


class InvitationIn(TolerantSerializer):
    email = Email()
    role = Role()


class InvitationOut(Shape):
    """context: `workspace`, the public id of the one in scope."""

    id = PublicId()
    workspace_id = serializers.SerializerMethodField()
    email = serializers.CharField()
    role = Role()
    status = serializers.SerializerMethodField()

    def get_workspace_id(self, _: Any) -> str:
        return str(self.context["workspace"])

    def get_status(self, invitation: Any) -> str:
        return str(invitation.status).lower()


class PendingOut(Shape):
    """An invitation as the invited user sees it."""

    id = PublicId()
    workspace_id = PublicId(source="workspace_public_id")
    email = serializers.CharField()
    role = Role()
    status = serializers.CharField(default="pending")
    workspace = serializers.SerializerMethodField()

    def get_workspace(self, invitation: Any) -> dict[str, str]:
        return {"name": invitation.workspace_name}


class SettingsIn(TolerantSerializer):
    registration_enabled = Flag()


class MailTrialIn(TolerantSerializer):
    to_email = Email()
