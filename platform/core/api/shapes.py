"""Shapes that many routes share, and their parts."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.fields import Shape


def constant(value: str) -> serializers.CharField:
    """A field with one value, such as the type of an event."""

    @extend_schema_field({"type": "string", "const": value})
    class Constant(serializers.CharField):
        pass

    return Constant()


class MessageOut(Shape):
    """A sentence for people, if there is no object to return."""

    message = serializers.CharField()
