"""The wire shape of an answer's sources."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class SourceOut(serializers.Serializer[Any]):
    """A source that an answer is based on."""

    document_id = serializers.CharField()
    title = serializers.CharField()
    chunk_preview = serializers.CharField()
    relevance_score = serializers.FloatField()
    page = serializers.IntegerField(allow_null=True)
    heading = serializers.CharField(allow_null=True)
    quote = serializers.CharField()
