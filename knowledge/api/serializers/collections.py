"""Shapes of collections."""

from __future__ import annotations

from rest_framework import serializers

from core.api import Line, Prose, StrictSerializer
from core.api.fields import PublicId, Shape
from core.api.paging import page_shape
from knowledge.models import Collection


class CollectionIn(StrictSerializer):
    name = Line(max_length=120)
    description = Prose(max_length=1000, required=False, allow_blank=True)


class CollectionPatch(StrictSerializer):
    name = Line(max_length=120, required=False)
    description = Prose(max_length=1000, required=False, allow_blank=True)


class CollectionOut(serializers.ModelSerializer[Collection]):
    id = PublicId()
    document_count = serializers.IntegerField(default=0)

    class Meta:
        model = Collection
        fields = ["id", "name", "description", "document_count", "created_at"]


class CollectionDeleted(Shape):
    message = serializers.CharField()
    warnings = serializers.ListField(
        child=serializers.CharField(), help_text="What no longer works without the collection."
    )


CollectionPage = page_shape("CollectionPage", collections=CollectionOut)
