"""Routes of the microbit door, below its prefix."""

from __future__ import annotations

from django.urls import path

from compat.microbit.views.auth import AuthViewSet
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
    path("settings", SettingsViewSet.as_view({"get": "retrieve", "put": "update"})),
    path("settings/test-smtp", SettingsViewSet.as_view({"post": "test_smtp"})),
    path("settings/test-callerai", SettingsViewSet.as_view({"post": "test_callerai"})),
]
