"""The routes of the API, by who calls them."""

from __future__ import annotations

from core.api import WorkspaceViewSet
from core.testing import operations
from widget.api.views.base import WidgetViewSet

OPERATIONS = operations()
IN_WORKSPACE = [each for each in OPERATIONS if issubclass(each.view or object, WorkspaceViewSet)]
OF_WIDGET = [each for each in OPERATIONS if issubclass(each.view or object, WidgetViewSet)]
OF_PEOPLE = [each for each in OPERATIONS if each not in OF_WIDGET]

ROLES = ("OWNER", "ADMIN", "MEMBER", "VIEWER")
