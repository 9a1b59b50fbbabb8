"""The frame of every REST view: input, access, limits, repeats, pages."""

from core.api.fields import Line, Prose, StrictSerializer, read
from core.api.views import ApiViewSet, WorkspaceViewSet

__all__ = ["ApiViewSet", "Line", "Prose", "StrictSerializer", "WorkspaceViewSet", "read"]
