"""Feedback of visitors on answers."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import read
from widget import queries, services
from widget.api.serializers.feedback import FeedbackGiven, FeedbackIn
from widget.api.views.base import WidgetViewSet
from workspaces.models import ApiKey


class VisitorFeedbackViewSet(WidgetViewSet):
    """Feedback of visitors on answers."""

    tag = "Widget"
    named = {"create": ("giveFeedback", "Give feedback on an answer")}
    scopes = {"create": ApiKey.Scope.WIDGET_CHAT}
    per_visitor_and_minute = {"create": 30}

    @extend_schema(request=FeedbackIn, responses={200: FeedbackGiven})
    def create(self, request: Request) -> Response:
        """Replaces earlier feedback on the same message."""
        data = read(FeedbackIn, request.data)
        message = queries.ratable_answer(data["message_id"])
        services.record_feedback(
            message=message,
            type=data["feedback_type"],
            comment=data.get("comment", ""),
            now=timezone.now(),
        )
        answer = {
            "message": "Thank you for your feedback.",
            "message_id": message.public_id,
            "feedback_type": data["feedback_type"],
        }
        return Response(FeedbackGiven(answer).data)
