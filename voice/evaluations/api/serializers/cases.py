"""Shapes of evaluation cases and their runs."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core import ids
from core.api import Line, Prose, RowField, StrictSerializer
from core.api.fields import Flag, Number, PublicId, Shape
from core.api.paging import page_shape
from knowledge.models import Document
from voice.answers.models import MAX_QUESTION_LENGTH
from voice.evaluations.models import EvaluationCase, EvaluationResult, EvaluationRun

_MAX_PHRASE_LENGTH = 200


class TurnIn(StrictSerializer):
    role = serializers.ChoiceField(choices=["user", "assistant"])
    content = Prose(max_length=MAX_QUESTION_LENGTH)


class _Phrases(serializers.ListField):
    child = Line(max_length=_MAX_PHRASE_LENGTH)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, required=False, **kwargs)


class AgentTestPatch(StrictSerializer):
    question = Prose(max_length=MAX_QUESTION_LENGTH, required=False)
    history = serializers.ListField(child=TurnIn(), max_length=50, required=False)
    contains = _Phrases(help_text="All of these, ignoring case and spacing.")
    excludes = _Phrases(help_text="None of these.")
    expects_answer = Flag(required=False, help_text="False: the fallback is the right answer.")
    document_id = RowField(
        Document,
        attribute="uuid",
        source="document_uuid",
        required=False,
        allow_null=True,
        help_text="Must be among the sources.",
    )
    min_confidence = Number(min_value=0, max_value=1, required=False, allow_null=True)


class AgentTestIn(AgentTestPatch):
    question = Prose(max_length=MAX_QUESTION_LENGTH)


class ConversationTestIn(StrictSerializer):
    message_id = Line(
        max_length=64,
        required=False,
        help_text="A question or its answer; by default the last one that was answered.",
    )
    expected = Line(
        max_length=_MAX_PHRASE_LENGTH,
        required=False,
        help_text="What should have been answered instead.",
    )


class AgentTestOut(serializers.ModelSerializer[EvaluationCase]):
    id = PublicId()
    document_id = serializers.SerializerMethodField()

    class Meta:
        model = EvaluationCase
        fields = [
            "id",
            "question",
            "history",
            "contains",
            "excludes",
            "expects_answer",
            "document_id",
            "min_confidence",
            "created_at",
        ]

    def get_document_id(self, test: EvaluationCase) -> str | None:
        known = test.document_uuid
        return None if known is None else ids.encode(Document.id_prefix, known)


AgentTestPage = page_shape("AgentTestPage", tests=AgentTestOut)


class AgentTestRunListed(serializers.ModelSerializer[EvaluationRun]):
    id = PublicId()
    version = serializers.SerializerMethodField(
        help_text="The published version; null for a draft."
    )
    done = serializers.IntegerField()
    passed = serializers.IntegerField(source="passed_so_far")

    class Meta:
        model = EvaluationRun
        fields = [
            "id",
            "state",
            "version",
            "total",
            "done",
            "passed",
            "error",
            "started_at",
            "finished_at",
        ]

    def get_version(self, run: EvaluationRun) -> str | None:
        return None if run.agent_version is None else run.agent_version.number


AgentTestRunPage = page_shape("AgentTestRunPage", runs=AgentTestRunListed)


class AgentTestResultOut(serializers.ModelSerializer[EvaluationResult]):
    test_id = PublicId(source="case.public_id", default=None, allow_null=True)
    passed = serializers.BooleanField(source="has_passed")
    reasons = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = EvaluationResult
        fields = [
            "test_id",
            "question",
            "passed",
            "reasons",
            "response",
            "confidence",
            "response_time_ms",
        ]


class AgentTestRunOut(AgentTestRunListed):
    results = AgentTestResultOut(many=True)

    class Meta(AgentTestRunListed.Meta):
        fields = [*AgentTestRunListed.Meta.fields, "results"]


class FailedTest(Shape):
    question = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField())


class TestsBeforePublishing(Shape):
    total = serializers.IntegerField()
    passed = serializers.IntegerField()
    failed = FailedTest(many=True)
