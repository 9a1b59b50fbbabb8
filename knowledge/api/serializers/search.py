"""Shapes of search."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api import Line, QuerySerializer
from core.api.fields import Digits, Shape
from knowledge.queries.passages import FoundPassage

DEFAULT_LIMIT, MAX_LIMIT = 10, 20


class SearchFilter(QuerySerializer):
    q = Line(max_length=500)
    limit = Digits(
        min_value=1, default=DEFAULT_LIMIT, help_text=f"Above {MAX_LIMIT} it is {MAX_LIMIT}."
    )


class HighlightOut(Shape):
    kind = serializers.ChoiceField(choices=["WORD", "SENTENCE"])
    start = serializers.IntegerField()
    end = serializers.IntegerField()


class FoundOut(Shape):
    chunk_id = serializers.CharField(source="chunk")
    document_id = serializers.CharField(source="hit.document")
    title = serializers.CharField(source="hit.title")
    heading_path = serializers.ListField(child=serializers.CharField(), source="hit.heading_path")
    page = serializers.IntegerField(allow_null=True, help_text="Of the best sentence.")
    text = serializers.CharField(source="hit.text")
    highlights = serializers.SerializerMethodField()
    score = serializers.SerializerMethodField()
    version = serializers.IntegerField()

    @extend_schema_field(HighlightOut(many=True))
    def get_highlights(self, found: FoundPassage) -> list[dict[str, Any]]:
        sentence = [("SENTENCE", found.sentence)] if found.sentence else []
        marks = [*sentence, *(("WORD", span) for span in found.words)]
        return [{"kind": kind, "start": start, "end": end} for kind, (start, end) in marks]

    def get_score(self, found: FoundPassage) -> float:
        return round(found.score, 4)


class FoundPage(Shape):
    results = FoundOut(many=True)
