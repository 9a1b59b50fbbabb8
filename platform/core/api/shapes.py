"""Answers that many routes share."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class MessageOut(serializers.Serializer[Any]):
    """A sentence for people, where there is no object to show."""

    message = serializers.CharField()
