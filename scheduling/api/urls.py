"""Routes of scheduling, below the door's prefix."""

from django.urls import path

from scheduling.api.views.appointments import AppointmentsViewSet
from scheduling.api.views.calendars import (
    CalendarsViewSet,
    OpenTimesViewSet,
)
from scheduling.api.views.connections import (
    CalendarConflictsViewSet,
    CalendarConnectionsViewSet,
    CalendarFeedViewSet,
    HostFeedViewSet,
)
from scheduling.api.views.hosts import (
    BusyTimesViewSet,
    HostSessionLinkViewSet,
    HostsViewSet,
)
from scheduling.api.views.hours import DateOverridesViewSet, TimeSlotsViewSet
from scheduling.api.views.public import PublicAppointmentViewSet, PublicCalendarViewSet

_CALENDARS = "workspaces/<str:workspace_id>/calendars"
_CALENDAR = f"{_CALENDARS}/<str:calendar_id>"
_HOSTS = "workspaces/<str:workspace_id>/hosts"
_APPOINTMENTS = "workspaces/<str:workspace_id>/appointments"
_APPOINTMENT = f"{_APPOINTMENTS}/<str:appointment_id>"
_PUBLIC = "calendars/<str:calendar_id>"
_OWN = "appointments/<str:appointment_id>"
_CONNECTIONS = "workspaces/<str:workspace_id>/calendar-connections"
_CONNECTION = f"{_CONNECTIONS}/<str:connection_id>"
_CONFLICTS = "workspaces/<str:workspace_id>/calendar-conflicts"
_CONFLICT = f"{_CONFLICTS}/<str:conflict_id>"

urlpatterns = [
    path(_CALENDARS, CalendarsViewSet.as_view({"get": "list", "post": "create"})),
    path(
        _CALENDAR,
        CalendarsViewSet.as_view(
            {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
        ),
    ),
    path(
        f"{_CALENDAR}/time-slots",
        TimeSlotsViewSet.as_view({"get": "list", "post": "create", "put": "update"}),
    ),
    path(
        f"{_CALENDAR}/time-slots/<str:time_slot_id>",
        TimeSlotsViewSet.as_view(
            {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
        ),
    ),
    path(f"{_CALENDAR}/overrides", DateOverridesViewSet.as_view({"get": "list", "post": "create"})),
    path(
        f"{_CALENDAR}/overrides/range",
        DateOverridesViewSet.as_view({"post": "set_range"}),
    ),
    path(f"{_CALENDAR}/holidays", OpenTimesViewSet.as_view({"get": "holidays"})),
    path(
        f"{_CALENDAR}/overrides/<str:override_id>",
        DateOverridesViewSet.as_view(
            {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
        ),
    ),
    path(f"{_CALENDAR}/available-slots", OpenTimesViewSet.as_view({"get": "available_slots"})),
    path(f"{_CALENDAR}/explain", OpenTimesViewSet.as_view({"get": "explain"})),
    path(_HOSTS, HostsViewSet.as_view({"get": "list", "post": "create"})),
    path(
        f"{_HOSTS}/<str:host_id>",
        HostsViewSet.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
    ),
    path(
        f"{_HOSTS}/<str:host_id>/session-link",
        HostSessionLinkViewSet.as_view({"post": "create"}),
    ),
    path(
        f"{_HOSTS}/<str:host_id>/busy-times",
        BusyTimesViewSet.as_view({"get": "list", "post": "create"}),
    ),
    path(
        f"{_HOSTS}/<str:host_id>/busy-times/<str:busy_time_id>",
        BusyTimesViewSet.as_view({"get": "retrieve", "delete": "destroy"}),
    ),
    path(_APPOINTMENTS, AppointmentsViewSet.as_view({"get": "list", "post": "create"})),
    path(_APPOINTMENT, AppointmentsViewSet.as_view({"get": "retrieve", "patch": "partial_update"})),
    path(f"{_APPOINTMENT}/reschedule", AppointmentsViewSet.as_view({"post": "reschedule"})),
    path(f"{_APPOINTMENT}/cancel", AppointmentsViewSet.as_view({"post": "cancel"})),
    path(f"{_APPOINTMENT}/decline", AppointmentsViewSet.as_view({"post": "decline"})),
    path(f"{_APPOINTMENT}/confirm", AppointmentsViewSet.as_view({"post": "confirm"})),
    path(f"{_APPOINTMENT}/complete", AppointmentsViewSet.as_view({"post": "complete"})),
    path(f"{_APPOINTMENT}/no-show", AppointmentsViewSet.as_view({"post": "mark_no_show"})),
    path(_CONNECTIONS, CalendarConnectionsViewSet.as_view({"get": "list", "post": "create"})),
    path(
        _CONNECTION,
        CalendarConnectionsViewSet.as_view(
            {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
        ),
    ),
    path(f"{_CONNECTION}/test", CalendarConnectionsViewSet.as_view({"post": "test"})),
    path(f"{_CONNECTION}/sync", CalendarConnectionsViewSet.as_view({"post": "sync"})),
    path(_CONFLICTS, CalendarConflictsViewSet.as_view({"get": "list"})),
    path(_CONFLICT, CalendarConflictsViewSet.as_view({"get": "retrieve"})),
    path(f"{_CONFLICT}/resolve", CalendarConflictsViewSet.as_view({"post": "resolve"})),
    path(
        f"{_HOSTS}/<str:host_id>/feed",
        HostFeedViewSet.as_view({"get": "retrieve", "post": "rotate", "delete": "destroy"}),
    ),
    path(
        f"{_CALENDAR}/feed",
        CalendarFeedViewSet.as_view({"get": "retrieve", "post": "rotate", "delete": "destroy"}),
    ),
    path(_PUBLIC, PublicCalendarViewSet.as_view({"get": "retrieve"})),
    path(f"{_PUBLIC}/available-slots", PublicCalendarViewSet.as_view({"get": "available_slots"})),
    path(f"{_PUBLIC}/explain", PublicCalendarViewSet.as_view({"get": "explain"})),
    path(f"{_PUBLIC}/appointments", PublicCalendarViewSet.as_view({"post": "book"})),
    path(f"{_PUBLIC}/holds", PublicCalendarViewSet.as_view({"post": "hold"})),
    path(
        f"{_PUBLIC}/holds/<str:hold_id>",
        PublicCalendarViewSet.as_view({"get": "retrieve_hold", "delete": "release_hold"}),
    ),
    path(
        f"{_PUBLIC}/holds/<str:hold_id>/renew",
        PublicCalendarViewSet.as_view({"post": "renew_hold"}),
    ),
    path(_OWN, PublicAppointmentViewSet.as_view({"get": "retrieve"})),
    path(f"{_OWN}/reschedule", PublicAppointmentViewSet.as_view({"post": "reschedule"})),
    path(f"{_OWN}/cancel", PublicAppointmentViewSet.as_view({"post": "cancel"})),
]
