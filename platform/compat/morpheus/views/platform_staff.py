"""The platform's own state: a summary for everybody, details for its staff."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from compat.morpheus import queries, system
from compat.morpheus.paging import page_asked_for
from compat.morpheus.serializers import CustomerListed, Moment
from core.api import ApiViewSet
from core.api.views import Forbidden
from core.scope import as_table_owner
from core.wire.answers import Reply


class HealthViewSet(ApiViewSet):
    public = frozenset({"retrieve"})

    def enter(self, request: Request) -> None:
        """Not counted: a load balancer may ask every second, through a shared proxy."""

    def retrieve(self, request: Request) -> Response:
        shown = {
            **_healthy(),
            "uptime": system.uptime(),
            "memory": system.memory(),
            "system": system.runtime(),
        }
        return Reply(shown, message="System status retrieved")


class PlatformStaffViewSet(ApiViewSet):
    """A view for staff only, with the permissions of the portal."""

    permission: ClassVar[str]

    def enter(self, request: Request) -> None:
        super().enter(request)
        if not (self.user.is_staff and self.user.has_perm(self.permission)):
            raise Forbidden


class PlatformCustomersViewSet(PlatformStaffViewSet):
    permission = "workspaces.view_workspace"

    def list(self, request: Request) -> Response:
        page = page_asked_for(request)
        with as_table_owner():
            rows = queries.customers()
            total = rows.count()
            found = CustomerListed(rows[page.start : page.stop], many=True).data
        return Reply(
            {"customers": found, "pagination": page.of(total)},
            message="Customers retrieved successfully",
        )


class PlatformHealthViewSet(PlatformStaffViewSet):
    permission = "core.view_job"

    def retrieve(self, request: Request) -> Response:
        shown = {**_healthy(), "uptime": system.uptime(), "memory": system.memory()}
        return Reply({"health": shown}, message="System health check passed")


def _healthy() -> dict[str, Any]:
    """Raises Unhealthy instead of returning any other state."""
    system.check_health()
    now = Moment().to_representation(timezone.now())
    return {"status": "healthy", "timestamp": now, "database": "connected"}
