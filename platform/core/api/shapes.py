"""Shapes that many routes share."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class MessageOut(serializers.Serializer[Any]):
    """A sentence for people, if there is no object to return."""

    message = serializers.CharField()
