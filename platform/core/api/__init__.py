"""The frame of every REST view: input, access, limits, repeats, pages."""

from core.api.fields import Line, Prose, StrictSerializer, read
from core.api.views import ApiViewSet, DefaultWorkspaceViewSet, WorkspaceViewSet

__all__ = [
    "ApiViewSet",
    "DefaultWorkspaceViewSet",
    "Line",
    "Prose",
    "StrictSerializer",
    "WorkspaceViewSet",
    "read",
]
