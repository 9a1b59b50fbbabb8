"""Shapes of a workspace's embedding model."""

from __future__ import annotations

from rest_framework import serializers

from core.api import Line, StrictSerializer
from core.api.fields import Shape, TextOrNull, Token
from knowledge.models import EmbeddingIndex


class EmbedderIn(StrictSerializer):
    kind = serializers.ChoiceField(choices=EmbeddingIndex.Kind.choices)
    base_url = Line(max_length=500, required=False, allow_blank=True)
    api_key = Token(max_length=500, required=False, allow_blank=True, write_only=True)
    model = Line(max_length=120, required=False, allow_blank=True)


class IndexOut(serializers.ModelSerializer[EmbeddingIndex]):
    id = serializers.SerializerMethodField()
    base_url = serializers.CharField()
    has_key = serializers.SerializerMethodField()
    error = TextOrNull()
    error_code = TextOrNull()
    created_at = serializers.DateTimeField(allow_null=True)

    class Meta:
        model = EmbeddingIndex
        fields = [
            "id",
            "kind",
            "base_url",
            "model",
            "has_key",
            "embedder",
            "state",
            "documents_done",
            "documents_total",
            "error",
            "error_code",
            "created_at",
            "finished_at",
        ]

    def get_id(self, index: EmbeddingIndex) -> str | None:
        return index.public_id if index.pk else None  # none has been chosen yet

    def get_has_key(self, index: EmbeddingIndex) -> bool:
        return bool(index.api_key)


class IndexesOut(Shape):
    live = IndexOut()
    building = IndexOut(allow_null=True)
    last_ended = IndexOut(
        allow_null=True, help_text="The last build, if it failed or was cancelled."
    )
