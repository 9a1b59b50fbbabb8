"""Shape of what an answer stands on."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class SourceOut(serializers.Serializer[Any]):
    """`Evidence.as_json`, as callers see it."""

    document_id = serializers.CharField()
    title = serializers.CharField()
    chunk_preview = serializers.CharField()
    relevance_score = serializers.FloatField()
    page = serializers.IntegerField(allow_null=True)
    heading = serializers.CharField(allow_null=True)
    quote = serializers.CharField()
