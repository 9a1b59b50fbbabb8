"""Shapes of providers."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.api import Line, StrictSerializer
from core.api.fields import Flag, Integer, Number, PublicId, Shape, Token
from core.api.paging import page_shape
from voice.providers.models import Provider

_MILLION = 1_000_000
# number of a key's characters shown, and the minimum length of a key for that
_HINT, _LONG_ENOUGH = 4, 16


class Cost(Number):
    """Incoming: per million tokens in the workspace's currency; stored in millionths."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=0,
            max_value=10_000,
            help_text="Per million tokens, in the workspace's currency.",
            **kwargs,
        )

    def to_internal_value(self, data: Any) -> Any:
        return round(super().to_internal_value(data) * _MILLION)

    def run_validators(self, value: Any) -> None:
        super().run_validators(value / _MILLION)

    def to_representation(self, value: Any) -> Any:
        return value / _MILLION


class ProviderPatch(StrictSerializer):
    name = Line(max_length=120, required=False)
    kind = serializers.ChoiceField(choices=Provider.Kind.choices, required=False)
    base_url = Line(
        max_length=500,
        required=False,
        allow_blank=True,
        help_text="Blank: the vendor's own. A new address needs the key again.",
    )
    api_key = Token(
        max_length=500,
        required=False,
        allow_blank=True,
        help_text="Never returned; blank removes it.",
    )
    model = Line(max_length=120, required=False)
    input_cost = Cost(required=False)
    output_cost = Cost(required=False)
    timeout_seconds = Integer(
        min_value=1,
        max_value=60,
        required=False,
        help_text="Seconds of silence before the next provider is asked.",
    )
    supports_tools = Flag(
        required=False,
        allow_null=True,
        help_text="Whether its model may call tools, as for booking; null: yes, but for the local"
        " one.",
    )
    is_active = Flag(required=False)


class ProviderIn(ProviderPatch):
    name = Line(max_length=120)
    kind = serializers.ChoiceField(choices=Provider.Kind.choices)
    model = Line(max_length=120, required=False, help_text="Not needed for the local one.")


class ProviderOut(serializers.ModelSerializer[Provider]):
    id = PublicId()
    base_url = serializers.CharField()
    has_key = serializers.SerializerMethodField()
    key_hint = serializers.SerializerMethodField()
    input_cost = Cost()
    output_cost = Cost()
    supports_tools = serializers.BooleanField(source="calls_tools")

    class Meta:
        model = Provider
        fields = [
            "id",
            "name",
            "kind",
            "base_url",
            "has_key",
            "key_hint",
            "model",
            "input_cost",
            "output_cost",
            "timeout_seconds",
            "supports_tools",
            "is_active",
            "created_at",
        ]

    def get_has_key(self, provider: Provider) -> bool:
        return bool(provider.api_key)

    def get_key_hint(self, provider: Provider) -> str | None:
        """The key's last characters, to distinguish it from others."""
        key = provider.api_key
        return key[-_HINT:] if len(key) >= _LONG_ENOUGH else None


ProviderPage = page_shape("ProviderPage", providers=ProviderOut)


class TrialOut(Shape):
    ok = serializers.BooleanField()
    latency_ms = serializers.IntegerField()
    message = serializers.CharField()
