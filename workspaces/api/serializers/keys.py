"""Shapes of API keys."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from core.api import Line, StrictSerializer
from core.api.fields import Moment, PublicId
from core.api.paging import page_shape
from core.errors import DomainError
from workspaces.models import ApiKey
from workspaces.services.domains import allowed_domain


class Domain(Line):
    """A host such as `example.com` or `*.example.com`; a pasted URL is reduced to its host."""

    def to_internal_value(self, data: Any) -> str:
        try:
            return allowed_domain(super().to_internal_value(data))
        except DomainError as error:
            raise serializers.ValidationError(str(error)) from error


class Scopes(serializers.ListField):
    """What a key may do: at least one scope."""

    def __init__(self, **kwargs: Any) -> None:
        scopes = ApiKey.Scope.choices
        child = serializers.ChoiceField(choices=scopes)
        given = {"child": child, "allow_empty": False, "max_length": len(scopes), **kwargs}
        super().__init__(**given)


class ApiKeyIn(StrictSerializer):
    name = Line(max_length=120)
    allowed_domains = serializers.ListField(
        child=Domain(max_length=253), max_length=50, default=list
    )
    scopes = Scopes(required=False)
    expires_at = Moment(required=False, allow_null=True)


class ApiKeyPatch(StrictSerializer):
    name = Line(max_length=120, required=False)
    allowed_domains = serializers.ListField(
        child=Domain(max_length=253), max_length=50, required=False
    )
    scopes = Scopes(required=False)
    expires_at = Moment(required=False, allow_null=True)


class ApiKeyOut(serializers.ModelSerializer[ApiKey]):
    id = PublicId()
    key_prefix = serializers.CharField(source="masked")
    is_active = serializers.SerializerMethodField()

    def get_is_active(self, key: ApiKey) -> bool:
        return key.is_active and (key.expires_at is None or key.expires_at > timezone.now())

    class Meta:
        model = ApiKey
        fields = [
            "id",
            "name",
            "key_prefix",
            "allowed_domains",
            "scopes",
            "is_active",
            "expires_at",
            "last_used_at",
            "created_at",
        ]


class ApiKeyIssued(ApiKeyOut):
    key = serializers.CharField(help_text="Shown this once.")
    message = serializers.CharField()

    class Meta(ApiKeyOut.Meta):
        fields = [*ApiKeyOut.Meta.fields, "key", "message"]


ApiKeyPage = page_shape("ApiKeyPage", api_keys=ApiKeyOut)
