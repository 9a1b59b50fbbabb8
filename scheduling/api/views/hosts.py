"""Hosts and their absences."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceResourceViewSet, WorkspaceViewSet, Write, abilities
from core.lookup import find
from core.models import Identified
from scheduling import queries, services
from scheduling.api.serializers import affected
from scheduling.api.serializers.hosts import (
    BusyTimeIn,
    BusyTimeOut,
    BusyTimePage,
    BusyTimeWritten,
    HostIn,
    HostOut,
    HostPage,
    HostPatch,
    SessionLinkOut,
)
from scheduling.errors import BusyElsewhere, HostHasAppointments, HoursInvalid
from scheduling.models import BusyTime, Host
from scheduling.queries.affected import affected_by_absence
from scheduling.services.session_mails import link_address


class HostsViewSet(WorkspaceResourceViewSet):
    """People, rooms or machines whose time is booked."""

    tag = "Calendars"
    resource = noun = "host"
    raises = {"destroy": (HostHasAppointments,)}
    needs = abilities(view="calendars.view", change="calendars.change")
    query = staticmethod(queries.hosts)
    page, out = HostPage, HostOut
    sorts = {"created_at": "created_at", "name": "name"}
    creating = Write(services.create_host, HostIn)
    changing = Write(services.change_host, HostPatch, dated=False)
    deleting = Write(services.delete_host)
    deleted = "Host deleted"
    reads_again = True


class BusyTimesViewSet(WorkspaceResourceViewSet):
    """When a host is not free for another reason than an appointment."""

    tag = "Calendars"
    resource = "busy time"
    noun = "busy_time"
    inside = {"host": Host}
    raises = {"create": (HoursInvalid,), "destroy": (BusyElsewhere,)}
    needs = abilities(view="calendars.view", change="calendars.change")
    query = staticmethod(queries.busy_times)
    page, out = BusyTimePage, BusyTimeOut
    sorts = {"starts_at": "starts_at"}
    default_sort = "starts_at"
    creating = Write(services.add_busy_time, BusyTimeIn)
    deleting = Write(services.delete_busy_time, dated=False)
    deleted = "Busy time deleted"
    answers = {"create": BusyTimeWritten}

    def also_told(self, row: Identified) -> dict[str, object]:
        assert isinstance(row, BusyTime)
        if self.action != "create":
            return {}
        return affected.told(affected_by_absence(row, now=timezone.now()))


class HostSessionLinkViewSet(WorkspaceViewSet):
    """The link by which a host signs in to their agenda, without an account."""

    tag = "Calendars"
    resource = "host"
    named = {"create": ("createHostSessionLink", "Create a link that signs a host in")}
    needs = {"create": "calendars.view"}
    without_body = frozenset({"create"})

    @extend_schema(request=None, responses={201: SessionLinkOut})
    def create(self, request: Request, **_: str) -> Response:
        """For those who may change calendars, and for the user who is the host.

        The link works once, within 15 minutes.
        """
        host = find(Host.objects.select_related("user", "own_calendar"), self.kwargs["host_id"])
        if "calendars.change" not in self.access.abilities and host.user_id != self.user.pk:
            raise self.forbidden_error()
        link = services.create_session_link(host=host, now=timezone.now())
        url = link_address(link.token)
        shown = SessionLinkOut({"url": url, "expires_at": link.expires_at})
        headers = {"Location": request.path.removesuffix("/session-link")}
        return Response(shown.data, status=201, headers=headers)
