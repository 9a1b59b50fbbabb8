"""The wire shape of an answer's sources."""

from __future__ import annotations

from rest_framework import serializers

from core.api.fields import Shape


class SourceOut(Shape):
    """A source that an answer is based on."""

    document_id = serializers.CharField()
    title = serializers.CharField()
    chunk_preview = serializers.CharField()
    relevance_score = serializers.FloatField()
    page = serializers.IntegerField(allow_null=True)
    heading = serializers.CharField(allow_null=True)
    quote = serializers.CharField()
