"""The base of every REST view: input, access, limits, idempotency, pages."""

from core.api.fields import Line, Prose, RowField, RowListField, StrictSerializer, read
from core.api.resources import ResourceViewSet, WorkspaceResourceViewSet, Write, abilities
from core.api.views import ApiViewSet, DefaultWorkspaceViewSet, WorkspaceViewSet

__all__ = [
    "ApiViewSet",
    "DefaultWorkspaceViewSet",
    "Line",
    "Prose",
    "ResourceViewSet",
    "RowField",
    "RowListField",
    "StrictSerializer",
    "WorkspaceResourceViewSet",
    "WorkspaceViewSet",
    "Write",
    "abilities",
    "read",
]
