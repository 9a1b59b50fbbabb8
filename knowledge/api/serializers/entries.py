"""Shapes of hand-written questions and answers."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.api import Line, Prose, QuerySerializer, RowField, StrictSerializer
from core.api.fields import PublicId, Shape, TextOrNull
from core.api.paging import page_shape
from knowledge.models import Collection, Document
from knowledge.services.entries import MAX_ALTERNATIVES, MAX_ANSWER, MAX_QUESTION


class EntryPatch(StrictSerializer):
    question = Line(max_length=MAX_QUESTION, required=False)
    answer = Prose(max_length=MAX_ANSWER, required=False)
    alternatives = serializers.ListField(
        child=Line(max_length=MAX_QUESTION), max_length=MAX_ALTERNATIVES, required=False
    )


class EntryIn(EntryPatch):
    question = Line(max_length=MAX_QUESTION)
    answer = Prose(max_length=MAX_ANSWER)
    collection_id = RowField(Collection, source="collection")


class EntryFilter(QuerySerializer):
    collection_id = RowField(Collection, source="collection", required=False)
    search = Line(max_length=255, required=False, allow_blank=True)


class EntryOut(Shape):
    id = PublicId()
    collection_id = PublicId(source="collection.public_id")
    question = serializers.CharField(source="qa_entry.question")
    answer = serializers.CharField(source="qa_entry.answer")
    alternatives = serializers.ListField(
        child=serializers.CharField(), source="qa_entry.alternatives"
    )
    written_by = serializers.SerializerMethodField()
    status = serializers.ChoiceField(choices=Document.Status.choices)
    error = TextOrNull()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField(source="qa_entry.updated_at")

    def get_written_by(self, document: Any) -> str | None:
        author = document.qa_entry.written_by
        return author.public_id if author else None


EntryPage = page_shape("EntryPage", qa_entries=EntryOut)
