"""Shapes of publishing an agent, and of trials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from core.api import Line, Prose, StrictSerializer
from core.api.fields import Flag, Shape
from knowledge.queries import Hit
from voice.answers.models import MAX_QUESTION_LENGTH, PREVIEW_CHARACTERS, Answer, Behavior
from voice.answers.shapes import SourceOut
from voice.evaluations.api.serializers.cases import TestsBeforePublishing, TurnIn

_MILLION = 1_000_000


class PublishedOut(Shape):
    message = serializers.CharField()
    version = serializers.CharField()
    published_at = serializers.DateTimeField()
    tests = TestsBeforePublishing(
        required=False, help_text="The results of the tests that ran before; absent if none did."
    )


class RollbackIn(StrictSerializer):
    version = Line(max_length=20, help_text="As in the list of versions, e.g. 1.0.")
    restore_draft = Flag(required=False, help_text="Also copy the version's settings to the draft.")


class TestIn(StrictSerializer):
    message = Prose(max_length=MAX_QUESTION_LENGTH)
    history = serializers.ListField(child=TurnIn(), max_length=50, required=False)


class RetrievedOut(Shape):
    chunk_id = serializers.CharField(
        allow_null=True, help_text="Null if the chunk has been replaced meanwhile."
    )
    document_id = serializers.CharField()
    title = serializers.CharField()
    heading = serializers.CharField(allow_null=True)
    page = serializers.IntegerField(allow_null=True)
    cosine = serializers.FloatField()
    text_rank = serializers.FloatField()
    preview = serializers.CharField()


class TimingsOut(Shape):
    search_ms = serializers.IntegerField()
    assess_ms = serializers.IntegerField()
    word_ms = serializers.IntegerField()
    total_ms = serializers.IntegerField()


class ModelUsageOut(Shape):
    input_tokens = serializers.IntegerField()
    output_tokens = serializers.IntegerField()
    cost = serializers.FloatField(help_text="In the workspace's currency.")


class TestOut(Shape):
    response = serializers.CharField()
    sources = SourceOut(many=True)
    confidence = serializers.FloatField()
    answered = serializers.BooleanField(
        allow_null=True, help_text="False for the fallback, null for small talk."
    )
    response_time_ms = serializers.IntegerField()
    threshold = serializers.FloatField(help_text="The confidence required for an answer.")
    question_understood = serializers.CharField()
    retrieved = RetrievedOut(many=True)
    features = serializers.DictField(
        child=serializers.FloatField(), help_text="What the confidence was computed from."
    )
    unsupported = serializers.ListField(
        child=serializers.CharField(), help_text="Sentences that no evidence supports."
    )
    provider = serializers.CharField(
        help_text="The provider that phrased it; empty for a fixed text."
    )
    usage = ModelUsageOut()
    timings = TimingsOut()


def trial_json(
    answer: Answer, behavior: Behavior, question: str, chunk_names: Mapping[int, str]
) -> dict[str, Any]:
    """The response of a trial. chunk_names: public ids by key."""
    retrieval, usage = answer.retrieval, answer.usage
    assessment = retrieval.assessment
    shown = {
        "response": answer.text,
        "sources": [source.as_json() for source in answer.sources],
        "confidence": round(answer.confidence, 4),
        "answered": answer.is_answered,
        "response_time_ms": answer.response_time_ms,
        "threshold": behavior.threshold,
        "question_understood": assessment.question if assessment else question,
        "retrieved": [_hit_json(hit, chunk_names.get(hit.chunk_id)) for hit in retrieval.hits],
        "features": dict(assessment.features) if assessment else {},
        "unsupported": answer.unsupported,
        "provider": answer.provider,
        "usage": {
            "input_tokens": usage.input_tokens if usage else 0,
            "output_tokens": usage.output_tokens if usage else 0,
            "cost": usage.cost / _MILLION if usage else 0.0,
        },
        "timings": {
            "search_ms": retrieval.search_ms,
            "assess_ms": retrieval.assess_ms,
            "word_ms": answer.wording_ms,
            "total_ms": answer.response_time_ms,
        },
    }
    return dict(TestOut(shown).data)


def _hit_json(hit: Hit, chunk_name: str | None) -> dict[str, Any]:
    return {
        "chunk_id": chunk_name,
        "document_id": hit.document,
        "title": hit.title,
        "heading": " > ".join(hit.heading_path) or None,
        "page": hit.page,
        "cosine": round(hit.cosine, 4),
        "text_rank": round(hit.text_rank, 4),
        "preview": hit.text[:PREVIEW_CHARACTERS],
    }
