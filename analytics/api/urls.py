"""Routes of analytics, below the door's prefix."""

from django.urls import path

from analytics.api.views import UnansweredViewSet

_UNANSWERED = "workspaces/<str:workspace_id>/analytics/unanswered"
_QUESTION = f"{_UNANSWERED}/<str:question_id>"

urlpatterns = [
    path(_UNANSWERED, UnansweredViewSet.as_view({"get": "list"})),
    path(_QUESTION, UnansweredViewSet.as_view({"get": "retrieve"})),
    path(f"{_QUESTION}/resolve", UnansweredViewSet.as_view({"post": "resolve"})),
    path(f"{_QUESTION}/dismiss", UnansweredViewSet.as_view({"post": "dismiss"})),
    path(f"{_QUESTION}/reopen", UnansweredViewSet.as_view({"post": "reopen"})),
]
