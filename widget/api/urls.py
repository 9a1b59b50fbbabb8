"""Routes of the widget, below the door's prefix."""

from django.urls import path

from widget.api.views import ChatViewSet, WidgetConfigViewSet

urlpatterns = [
    path("widget/config/<str:agent_id>", WidgetConfigViewSet.as_view({"get": "retrieve"})),
    path("widget/chat", ChatViewSet.as_view({"post": "create"})),
    path("widget/chat/<str:message_id>/stream", ChatViewSet.as_view({"get": "stream"})),
]
