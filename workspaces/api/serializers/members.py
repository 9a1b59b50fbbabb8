"""Shapes of members and invitations."""

from __future__ import annotations

from rest_framework import serializers

from accounts.services import check_strength
from accounts.shapes import TokensOut, UserOut
from core.api import Line, StrictSerializer
from core.api.fields import Email, PublicId, Shape, Token, checked_by
from core.api.paging import page_shape
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


MemberPage = page_shape("MemberPage", members=MemberOut)


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


InvitationPage = page_shape("InvitationPage", invitations=InvitationOut)


class InvitedToOut(Shape):
    id = PublicId(source="workspace_public_id")
    name = serializers.CharField(source="workspace_name")


class PendingOut(Shape):
    id = PublicId()
    workspace = InvitedToOut(source="*")
    email = serializers.EmailField()
    role = serializers.ChoiceField(choices=Membership.Role.choices)
    invited_by = serializers.CharField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class PendingPage(Shape):
    invitations = PendingOut(many=True)
    total = serializers.IntegerField()


class InvitationTokenIn(StrictSerializer):
    token = Token(max_length=4_096)


class InvitationRegisterIn(InvitationTokenIn):
    password = Token(max_length=128, validators=[checked_by(check_strength)])
    full_name = Line(max_length=120)


class OfferOut(Shape):
    email = serializers.EmailField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Membership.Role.choices)
    workspace_name = serializers.CharField()


class JoinedOut(Shape):
    message = serializers.CharField()
    workspace_id = serializers.CharField()


class NewUserOut(UserOut):
    class Meta(UserOut.Meta):
        pass


class RegisteredOut(TokensOut):
    user = NewUserOut()
    workspace_id = serializers.CharField(default="")
