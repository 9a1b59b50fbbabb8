"""Shapes of workspaces and their usage."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.api import Line, RowField, StrictSerializer
from core.api.fields import JsonObject, Phone, Prose, PublicId, Shape
from core.api.paging import page_shape
from core.web_address import WebAddressValidator
from workspaces import queries
from workspaces.services.lifecycle import MAX_NETWORKS


class WorkspaceIn(StrictSerializer):
    name = Line(max_length=120)
    company_name = Line(max_length=120, required=False, allow_blank=True)
    address = Line(max_length=300, required=False, allow_blank=True)
    phone = Phone(required=False, allow_blank=True)
    description = Prose(max_length=2_000, required=False, allow_blank=True)
    timezone = Line(max_length=64, source="time_zone", required=False)
    settings = JsonObject(required=False)


class WorkspacePatch(StrictSerializer):
    name = Line(max_length=120, required=False)
    company_name = Line(max_length=120, required=False, allow_blank=True)
    address = Line(max_length=300, required=False, allow_blank=True)
    phone = Phone(required=False, allow_blank=True)
    description = Prose(max_length=2_000, required=False, allow_blank=True)
    logo_url = Line(
        max_length=500,
        required=False,
        allow_blank=True,
        validators=[WebAddressValidator(["https", "http"])],
    )
    timezone = Line(max_length=64, source="time_zone", required=False)
    settings = JsonObject(required=False)
    allowed_ips = serializers.ListField(
        child=Line(max_length=43),
        max_length=MAX_NETWORKS,
        required=False,
        help_text="Addresses and networks that members may use; empty: any.",
    )


class WorkspaceOut(Shape):
    id = PublicId()
    name = serializers.CharField()
    slug = serializers.CharField()
    company_name = serializers.CharField()
    address = serializers.CharField()
    phone = serializers.CharField()
    description = serializers.CharField()
    logo_url = serializers.CharField()
    timezone = serializers.CharField(source="time_zone")
    owner_id = serializers.SerializerMethodField()
    subscription_tier = serializers.CharField(source="plan")
    settings = JsonObject()
    created_at = serializers.DateTimeField()

    def get_owner_id(self, workspace: Any) -> str:
        return str(self.context["owner"].public_id)


class WorkspaceListed(Shape):
    id = PublicId()
    name = serializers.CharField()
    slug = serializers.CharField()
    role = serializers.CharField()
    is_default = serializers.BooleanField()
    is_suspended = serializers.BooleanField()
    agent_count = serializers.IntegerField()
    document_count = serializers.IntegerField()


WorkspacePage = page_shape("WorkspacePage", workspaces=WorkspaceListed)


class WorkspaceStats(Shape):
    total_agents = serializers.IntegerField()
    total_documents = serializers.IntegerField()
    total_conversations = serializers.IntegerField()
    total_messages = serializers.IntegerField()


class WorkspaceDetail(WorkspaceOut):
    allowed_ips = serializers.SerializerMethodField()
    role = serializers.SerializerMethodField()
    stats = WorkspaceStats(source="*")

    def get_allowed_ips(self, workspace: Any) -> list[str]:
        return list(workspace.allowed_ips or [])

    def get_role(self, workspace: Any) -> str:
        return str(self.context["role"])


class TransferIn(StrictSerializer):
    member_id = RowField(queries.members, source="to", max_length=40)


class LimitsOut(Shape):
    messages_per_month = serializers.IntegerField(allow_null=True)
    requests_per_minute = serializers.IntegerField()


class UsedOut(Shape):
    messages = serializers.IntegerField()


class UsageOut(Shape):
    plan = serializers.CharField()
    month = serializers.DateField(help_text="Its first day; months are counted in UTC.")
    resets_at = serializers.DateTimeField()
    limits = LimitsOut()
    used = UsedOut()


class PlanOut(LimitsOut):
    id = serializers.CharField()
    name = serializers.CharField()


class PlansOut(Shape):
    plans = PlanOut(many=True)
    total = serializers.IntegerField()
