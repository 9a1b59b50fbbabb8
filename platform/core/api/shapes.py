"""Shapes that many routes share."""

from __future__ import annotations

from rest_framework import serializers

from core.api.fields import Shape


class MessageOut(Shape):
    """A sentence for people, if there is no object to return."""

    message = serializers.CharField()
