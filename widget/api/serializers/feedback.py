"""Shapes of visitors' feedback."""

from __future__ import annotations

from rest_framework import serializers

from core.api import Line, Prose, TolerantSerializer
from core.api.fields import Shape
from widget.models import Feedback


class FeedbackIn(TolerantSerializer):
    message_id = Line(max_length=64)
    feedback_type = serializers.ChoiceField(choices=Feedback.Type.choices)
    comment = Prose(max_length=2_000, required=False, allow_blank=True)


class FeedbackGiven(Shape):
    message = serializers.CharField()
    message_id = serializers.CharField()
    feedback_type = serializers.ChoiceField(choices=Feedback.Type.choices)
