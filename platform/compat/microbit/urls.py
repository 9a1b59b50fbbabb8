"""Routes of the microbit door, below its prefix."""

from __future__ import annotations

from django.urls import path

from compat.microbit.views.appointments import (
    AppointmentsViewSet,
    PublicAppointmentViewSet,
    PublicCalendarViewSet,
)
from compat.microbit.views.auth import AuthViewSet
from compat.microbit.views.calendars import CalendarsViewSet, TimeSlotsViewSet
from compat.microbit.views.invitations import InvitationsViewSet, WorkspaceInvitationsViewSet
from compat.microbit.views.settings import SettingsViewSet
from compat.microbit.views.workspaces import (
    MembersViewSet,
    WorkspaceDetailViewSet,
    WorkspacesViewSet,
)

urlpatterns = [
    path("auth/register", AuthViewSet.as_view({"post": "register"})),
    path("auth/login", AuthViewSet.as_view({"post": "login"})),
    path("auth/refresh", AuthViewSet.as_view({"post": "refresh"})),
    path("auth/logout", AuthViewSet.as_view({"post": "logout"})),
    path("auth/me", AuthViewSet.as_view({"get": "me"})),
    path("auth/change-password", AuthViewSet.as_view({"post": "change_password"})),
    path("users/me", AuthViewSet.as_view({"put": "change_profile"})),
    path("workspaces", WorkspacesViewSet.as_view({"get": "list", "post": "create"})),
    path(
        "workspaces/<str:workspace_id>",
        WorkspaceDetailViewSet.as_view({"get": "retrieve", "put": "update", "delete": "destroy"}),
    ),
    path("workspaces/<str:workspace_id>/members", MembersViewSet.as_view({"get": "list"})),
    path(
        "workspaces/<str:workspace_id>/members/<str:member_id>/role",
        MembersViewSet.as_view({"put": "change_role"}),
    ),
    path(
        "workspaces/<str:workspace_id>/members/<str:member_id>",
        MembersViewSet.as_view({"delete": "destroy"}),
    ),
    path(
        "workspaces/<str:workspace_id>/invitations",
        WorkspaceInvitationsViewSet.as_view({"get": "list", "post": "create"}),
    ),
    path(
        "workspaces/<str:workspace_id>/invitations/<str:invitation_id>",
        WorkspaceInvitationsViewSet.as_view({"delete": "destroy"}),
    ),
    path("invitations/pending", InvitationsViewSet.as_view({"get": "pending"})),
    path("invitations/<str:offer_id>/accept", InvitationsViewSet.as_view({"post": "accept"})),
    path("invitations/<str:offer_id>/decline", InvitationsViewSet.as_view({"post": "decline"})),
    path(
        "workspaces/<str:workspace_id>/calendars",
        CalendarsViewSet.as_view({"get": "list", "post": "create"}),
    ),
    path(
        "workspaces/<str:workspace_id>/calendars/<str:calendar_id>",
        CalendarsViewSet.as_view({"get": "retrieve", "put": "update", "delete": "destroy"}),
    ),
    path(
        "calendars/<str:calendar_id>/time-slots",
        TimeSlotsViewSet.as_view({"get": "list", "post": "create"}),
    ),
    path(
        "calendars/<str:calendar_id>/time-slots/<str:time_slot_id>",
        TimeSlotsViewSet.as_view({"put": "update", "delete": "destroy"}),
    ),
    path(
        "calendars/<str:calendar_id>/available-slots",
        PublicCalendarViewSet.as_view({"get": "available_slots"}),
    ),
    path(
        "calendars/<str:calendar_id>/appointments",
        PublicCalendarViewSet.as_view({"post": "book"}),
    ),
    path(
        "workspaces/<str:workspace_id>/appointments",
        AppointmentsViewSet.as_view({"get": "list"}),
    ),
    path(
        "appointments/<str:appointment_id>/cancel",
        PublicAppointmentViewSet.as_view({"put": "cancel"}),
    ),
    path("settings", SettingsViewSet.as_view({"get": "retrieve", "put": "update"})),
    path("settings/test-smtp", SettingsViewSet.as_view({"post": "test_smtp"})),
    path("settings/test-callerai", SettingsViewSet.as_view({"post": "test_callerai"})),
]
