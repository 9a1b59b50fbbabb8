"""The base of every REST view: input, access, limits, idempotency, pages."""

from core.api.fields import Line, Prose, RowField, RowListField
from core.api.reading import QuerySerializer, StrictSerializer, TolerantSerializer, read
from core.api.resources import ResourceViewSet, WorkspaceResourceViewSet, Write, abilities
from core.api.views import ApiViewSet, DefaultWorkspaceViewSet, WorkspaceViewSet

__all__ = [
    "ApiViewSet",
    "DefaultWorkspaceViewSet",
    "Line",
    "Prose",
    "QuerySerializer",
    "ResourceViewSet",
    "RowField",
    "RowListField",
    "StrictSerializer",
    "TolerantSerializer",
    "WorkspaceResourceViewSet",
    "WorkspaceViewSet",
    "Write",
    "abilities",
    "read",
]
