"""Shapes of what is published of agents."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.api import Line, StrictSerializer
from core.api.fields import Flag
from voice.evaluations.api.serializers import TestsBeforePublishing


class PublishedOut(serializers.Serializer[Any]):
    message = serializers.CharField()
    version = serializers.CharField()
    published_at = serializers.DateTimeField()
    tests = TestsBeforePublishing(
        required=False, help_text="The results of the tests that ran before; absent if none did."
    )


class RollbackIn(StrictSerializer):
    version = Line(max_length=20, help_text="As in the list of versions, e.g. 1.0.")
    restore_draft = Flag(required=False, help_text="Also copy the version's settings to the draft.")
