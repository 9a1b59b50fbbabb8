"""The frame of every REST view: input, access, limits, repeats, pages."""

from core.api.fields import Line, Prose, StrictSerializer, read
from core.api.views import ApiViewSet, HomeWorkspaceViewSet, WorkspaceViewSet

__all__ = [
    "ApiViewSet",
    "HomeWorkspaceViewSet",
    "Line",
    "Prose",
    "StrictSerializer",
    "WorkspaceViewSet",
    "read",
]
