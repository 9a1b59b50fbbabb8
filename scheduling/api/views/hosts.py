"""Hosts and their absences."""

from __future__ import annotations

from core.api import WorkspaceResourceViewSet, Write, abilities
from scheduling import queries, services
from scheduling.api.serializers.hosts import (
    BusyTimeIn,
    BusyTimeOut,
    BusyTimePage,
    HostIn,
    HostOut,
    HostPage,
    HostPatch,
)
from scheduling.errors import BusyElsewhere, HostHasAppointments, HoursInvalid
from scheduling.models import Host


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
