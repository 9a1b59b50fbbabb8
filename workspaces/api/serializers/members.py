"""Shapes of a workspace's people and of those who are invited."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import User
from core.api import Line, StrictSerializer
from core.api.fields import Email, PublicId, Token
from workspaces.models import Invitation, Membership


class RolePatch(StrictSerializer):
    role = serializers.ChoiceField(choices=Membership.Role.choices, required=False)


class MemberOut(serializers.ModelSerializer[Membership]):
    id = PublicId()
    user_id = PublicId(source="user.public_id")
    email = serializers.EmailField(source="user.email")
    full_name = serializers.CharField(source="user.full_name")

    class Meta:
        model = Membership
        fields = ["id", "user_id", "email", "full_name", "role", "created_at"]


class MemberPage(serializers.Serializer[Any]):
    members = MemberOut(many=True)
    total = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)


class InvitationIn(StrictSerializer):
    email = Email()
    role = serializers.ChoiceField(choices=Membership.Role.choices)
    name = Line(max_length=120, required=False, allow_blank=True)


class InvitationOut(serializers.ModelSerializer[Invitation]):
    id = PublicId()
    invited_by = serializers.SerializerMethodField()

    class Meta:
        model = Invitation
        fields = [
            "id",
            "email",
            "name",
            "role",
            "status",
            "invited_by",
            "created_at",
            "expires_at",
        ]

    def get_invited_by(self, invitation: Invitation) -> str:
        return "" if invitation.invited_by is None else invitation.invited_by.full_name


class InvitationPage(serializers.Serializer[Any]):
    invitations = InvitationOut(many=True)
    total = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)


class InvitedToOut(serializers.Serializer[Any]):
    id = PublicId(source="workspace_public_id")
    name = serializers.CharField(source="workspace_name")


class PendingOut(serializers.Serializer[Any]):
    id = PublicId()
    workspace = InvitedToOut(source="*")
    email = serializers.EmailField()
    role = serializers.CharField()
    invited_by = serializers.CharField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class PendingPage(serializers.Serializer[Any]):
    invitations = PendingOut(many=True)
    total = serializers.IntegerField()


class InvitationTokenIn(StrictSerializer):
    token = Token(max_length=4_096)


class InvitationRegisterIn(InvitationTokenIn):
    password = Token(max_length=128)
    full_name = Line(max_length=120)


class OfferOut(serializers.Serializer[Any]):
    email = serializers.EmailField()
    name = serializers.CharField()
    role = serializers.CharField()
    workspace_name = serializers.CharField()


class JoinedOut(serializers.Serializer[Any]):
    message = serializers.CharField()
    workspace_id = serializers.CharField()


class NewUserOut(serializers.ModelSerializer[User]):
    id = PublicId()
    email_verified = serializers.BooleanField(source="is_verified")

    class Meta:
        model = User
        fields = ["id", "email", "full_name", "email_verified", "created_at"]


class RegisteredOut(serializers.Serializer[Any]):
    access_token = serializers.CharField()
    refresh_token = serializers.CharField()
    token_type = serializers.CharField(default="bearer")
    expires_in = serializers.IntegerField(help_text="Lifetime of the access token in seconds.")
    user = NewUserOut()
    workspace_id = serializers.CharField(default="")
