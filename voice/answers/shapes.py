"""How an answer's sources look on the wire, wherever they are shown."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class SourceOut(serializers.Serializer[Any]):
    """What an answer stands on."""

    document_id = serializers.CharField()
    title = serializers.CharField()
    chunk_preview = serializers.CharField()
    relevance_score = serializers.FloatField()
    page = serializers.IntegerField(allow_null=True)
    heading = serializers.CharField(allow_null=True)
    quote = serializers.CharField()
