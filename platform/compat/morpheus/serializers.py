"""Shapes of the morpheus contract; the dialect converts their keys to camel case."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from rest_framework import serializers

from core.api import Line, Prose, StrictSerializer
from core.api.fields import Email, JsonObject, Phone, Shape, Token
from core.web_address import WebAddressValidator
from workspaces.models import Membership, Workspace

MAX_NETWORKS = 100


class Moment(serializers.DateTimeField):
    """UTC with milliseconds: `2026-02-05T21:30:00.000Z`."""

    def to_representation(self, value: datetime) -> str:
        text = value.astimezone(UTC).isoformat(timespec="milliseconds")
        return text.replace("+00:00", "Z")


class OrNull(serializers.CharField):
    """Text that is null if empty."""

    def to_representation(self, value: Any) -> Any:
        return super().to_representation(value) or None


class NullIsEmpty(serializers.CharField):
    """Text that accepts null for empty, as shown."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "allow_blank": True, **kwargs})

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return super().run_validation("" if data is None else data)


class OptionalLine(NullIsEmpty, Line):
    pass


class OptionalProse(NullIsEmpty, Prose):
    pass


class OptionalPhone(NullIsEmpty, Phone):
    pass


class Role(Line):
    """A role in lower case."""

    default_error_messages = {"role": "Use one of: admin, member, viewer."}

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if text not in (each.lower() for each in Membership.Role.values):
            self.fail("role")
        return text.upper()


class EmailIn(StrictSerializer):
    email = Email()


class CompleteIn(StrictSerializer):
    token = Token(max_length=4096)
    name = Line(max_length=120, source="full_name")
    password = Token(max_length=128)


class LoginIn(StrictSerializer):
    email = Email()
    password = Token(max_length=128)


class RefreshIn(StrictSerializer):
    refresh_token = Token(max_length=4096)


class TokensOut(Shape):
    access_token = serializers.CharField()
    refresh_token = serializers.CharField()


class UserOut(Shape):
    """Of a CustomerContext."""

    id = serializers.UUIDField(source="user.uuid")
    email = serializers.CharField(source="user.email")
    name = serializers.CharField(source="user.full_name")
    customer_id = serializers.UUIDField(allow_null=True)
    role = serializers.CharField()
    status = serializers.CharField()
    provider = serializers.ReadOnlyField(default="local")
    provider_id = serializers.ReadOnlyField(default=None)
    email_verified = serializers.BooleanField(source="user.is_verified")
    last_login_at = Moment(source="user.last_login")
    needs_onboarding = serializers.BooleanField()
    created_at = Moment(source="user.created_at")
    updated_at = Moment(source="user.updated_at")
    deleted_at = Moment(source="user.closed_at")


class OnboardIn(StrictSerializer):
    company_name = Line(max_length=120)
    phone = OptionalPhone(default="")
    description = OptionalProse(max_length=2_000, default="")


class CustomerPatch(StrictSerializer):
    company_name = Line(max_length=120, required=False)
    phone = OptionalPhone()
    description = OptionalProse(max_length=2_000)
    avatar = OptionalLine(
        source="logo_url", max_length=500, validators=[WebAddressValidator(["https", "http"])]
    )
    settings = JsonObject(required=False)
    allowed_ips = serializers.ListField(
        child=Line(max_length=43), max_length=MAX_NETWORKS, required=False, allow_null=True
    )


class CustomerListed(Shape):
    """Of a Workspace. Without a company name, its own name is shown."""

    id = serializers.UUIDField(source="uuid")
    company_name = serializers.SerializerMethodField()
    status = serializers.SerializerMethodField()
    created_at = Moment()

    def get_company_name(self, workspace: Workspace) -> str:
        return workspace.company_name or workspace.name

    def get_status(self, workspace: Workspace) -> str:
        return "active" if workspace.suspended_at is None else "suspended"


class CustomerOut(CustomerListed):
    phone = OrNull()
    description = OrNull()
    avatar = OrNull(source="logo_url")
    settings = JsonObject()
    allowed_ips = serializers.SerializerMethodField()
    created_by = serializers.UUIDField(source="created_by.uuid", allow_null=True)
    updated_at = Moment()
    deleted_at = Moment()

    def get_allowed_ips(self, workspace: Workspace) -> list[str] | None:
        """A network of one address is shown as the address."""
        networks = workspace.allowed_ips
        return networks and [each.removesuffix(_whole(each)) for each in networks]


def _whole(network: str) -> str:
    return "/128" if ":" in network else "/32"


class InviteIn(StrictSerializer):
    email = Email()
    role = Role()
    name = Line(max_length=120, allow_blank=True, default="")


class RolePatch(StrictSerializer):
    role = Role()


class ColleagueListed(Shape):
    """Of a Colleague."""

    id = serializers.UUIDField(source="uuid")
    name = serializers.CharField()
    email = serializers.CharField()
    role = serializers.CharField()
    status = serializers.CharField()
    last_login_at = Moment(source="last_login")
    created_at = Moment()


class RoleOut(Shape):
    """Of a Colleague with a changed role."""

    id = serializers.UUIDField(source="uuid")
    role = serializers.CharField()
    email = serializers.CharField()
    updated_at = Moment()


class InvitedOut(ColleagueListed):
    """Of a Colleague invited to the customer of the context."""

    customer_id = serializers.SerializerMethodField()
    provider = serializers.ReadOnlyField(default="local")
    email_verified = serializers.ReadOnlyField(default=False)
    updated_at = Moment()

    def get_customer_id(self, _: Any) -> str:
        return str(self.context["customer"].uuid)
