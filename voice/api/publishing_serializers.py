"""Shapes of what is published of agents."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.api import Line, StrictSerializer
from core.api.fields import Flag, PublicId
from voice.api.agent_test_serializers import TestsBeforePublishing
from voice.models import AgentVersion


class PublishedOut(serializers.Serializer[Any]):
    message = serializers.CharField()
    version = serializers.CharField()
    published_at = serializers.DateTimeField()
    tests = TestsBeforePublishing(
        required=False, help_text="How the tests went that ran before; absent when none did."
    )


class AgentVersionOut(serializers.ModelSerializer[AgentVersion]):
    id = PublicId()
    version = serializers.CharField(source="number")
    is_live = serializers.BooleanField(help_text="Whether it is the one that visitors meet.")

    class Meta:
        model = AgentVersion
        fields = ["id", "version", "is_live", "published_at"]


class AgentVersionPage(serializers.Serializer[Any]):
    versions = AgentVersionOut(many=True)
    total = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)


class RollbackIn(StrictSerializer):
    version = Line(max_length=20, help_text="As the list of versions has it, e.g. 1.0.")
    restore_draft = Flag(
        required=False, help_text="Make the draft say again what the version says."
    )
