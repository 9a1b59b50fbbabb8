"""Routes of providers, below the door's prefix."""

from django.urls import path

from voice.providers.api.views import ProvidersViewSet

_PROVIDERS = "workspaces/<str:workspace_id>/providers"

urlpatterns = [
    path(_PROVIDERS, ProvidersViewSet.as_view({"get": "list", "post": "create"})),
    path(
        f"{_PROVIDERS}/<str:provider_id>",
        ProvidersViewSet.as_view(
            {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
        ),
    ),
    path(f"{_PROVIDERS}/<str:provider_id>/test", ProvidersViewSet.as_view({"post": "test"})),
]
