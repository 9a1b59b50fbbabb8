"""Shapes of workspaces and their keys."""

from __future__ import annotations

import re
from typing import Any

from django.core.validators import URLValidator
from rest_framework import serializers

from core.api import Line, StrictSerializer
from core.api.fields import JsonObject, PublicId
from workspaces.models import ApiKey

_HOST = re.compile(
    r"(?=.{1,253}$)(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
)


class WorkspaceIn(StrictSerializer):
    name = Line(max_length=120)
    timezone = Line(max_length=64, source="time_zone", required=False)
    settings = JsonObject(required=False)


class WorkspacePatch(StrictSerializer):
    name = Line(max_length=120, required=False)
    logo_url = Line(
        max_length=500,
        required=False,
        allow_blank=True,
        validators=[URLValidator(["https", "http"])],
    )
    timezone = Line(max_length=64, source="time_zone", required=False)
    settings = JsonObject(required=False)


class WorkspaceOut(serializers.Serializer[Any]):
    id = PublicId()
    name = serializers.CharField()
    slug = serializers.CharField()
    logo_url = serializers.CharField()
    timezone = serializers.CharField(source="time_zone")
    owner_id = serializers.SerializerMethodField()
    subscription_tier = serializers.CharField(source="plan")
    settings = JsonObject()
    created_at = serializers.DateTimeField()

    def get_owner_id(self, workspace: Any) -> str:
        return str(self.context["owner"].name_outside)


class WorkspaceListed(serializers.Serializer[Any]):
    id = PublicId()
    name = serializers.CharField()
    slug = serializers.CharField()
    role = serializers.CharField()
    agent_count = serializers.IntegerField()
    document_count = serializers.IntegerField()


class WorkspacePage(serializers.Serializer[Any]):
    workspaces = WorkspaceListed(many=True)
    total = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)


class WorkspaceStats(serializers.Serializer[Any]):
    total_agents = serializers.IntegerField()
    total_documents = serializers.IntegerField()
    total_conversations = serializers.IntegerField()
    total_messages = serializers.IntegerField()


class WorkspaceDetail(WorkspaceOut):
    role = serializers.SerializerMethodField()
    stats = WorkspaceStats()

    def get_role(self, workspace: Any) -> str:
        return str(self.context["role"])


class Domain(Line):
    """A host such as `example.com` or `*.example.com`; a pasted URL is cut down to its host."""

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data).lower()
        _, is_url, rest = text.partition("://")
        authority = rest if is_url else text
        host = authority.partition("/")[0].partition(":")[0].removeprefix("www.")
        if not _HOST.fullmatch(host):
            raise serializers.ValidationError("Name a host such as example.com or *.example.com.")
        return host


class ApiKeyIn(StrictSerializer):
    name = Line(max_length=120)
    allowed_domains = serializers.ListField(
        child=Domain(max_length=253), max_length=50, default=list
    )


class ApiKeyPatch(StrictSerializer):
    name = Line(max_length=120, required=False)
    allowed_domains = serializers.ListField(
        child=Domain(max_length=253), max_length=50, required=False
    )


class ApiKeyOut(serializers.ModelSerializer[ApiKey]):
    id = PublicId()
    key_prefix = serializers.CharField(source="masked")

    class Meta:
        model = ApiKey
        fields = [
            "id",
            "name",
            "key_prefix",
            "allowed_domains",
            "is_active",
            "last_used_at",
            "created_at",
        ]
        extra_kwargs = {"is_active": {"read_only": True}}


class ApiKeyIssued(ApiKeyOut):
    key = serializers.CharField(help_text="Shown this once.")
    message = serializers.CharField()

    class Meta(ApiKeyOut.Meta):
        fields = [*ApiKeyOut.Meta.fields, "key", "message"]


class ApiKeyPage(serializers.Serializer[Any]):
    api_keys = ApiKeyOut(many=True)
    total = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
