"""Answers that many routes share."""

from __future__ import annotations

from rest_framework import serializers

from core.api.fields import Shape


class MessageOut(Shape):
    """A sentence for people, where there is no object to show."""

    message = serializers.CharField()
