"""Routes of workspaces, below the door's prefix."""

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import path
from rest_framework.viewsets import ViewSet

from workspaces.api.views.audit import AuditLogViewSet
from workspaces.api.views.invitation_responses import InvitationAnswersViewSet
from workspaces.api.views.keys import ApiKeysViewSet
from workspaces.api.views.members import InvitationsViewSet, MembersViewSet
from workspaces.api.views.workspaces import (
    PlansViewSet,
    WorkspaceDetailViewSet,
    WorkspacesViewSet,
)

ONE = "workspaces/<str:workspace_id>"


def _one(view: type[ViewSet]) -> Callable[..., HttpResponseBase]:
    return view.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"})


urlpatterns = [
    path("plans", PlansViewSet.as_view({"get": "offered"})),
    path("workspaces", WorkspacesViewSet.as_view({"get": "list", "post": "create"})),
    path(
        ONE,
        _one(WorkspaceDetailViewSet),
    ),
    path(f"{ONE}/transfer", WorkspaceDetailViewSet.as_view({"post": "transfer"})),
    path(f"{ONE}/default", WorkspaceDetailViewSet.as_view({"post": "make_default"})),
    path(f"{ONE}/leave", WorkspaceDetailViewSet.as_view({"post": "leave_it"})),
    path(f"{ONE}/usage", WorkspaceDetailViewSet.as_view({"get": "usage"})),
    path(f"{ONE}/members", MembersViewSet.as_view({"get": "list"})),
    path(
        f"{ONE}/members/<str:member_id>",
        _one(MembersViewSet),
    ),
    path(f"{ONE}/invitations", InvitationsViewSet.as_view({"get": "list", "post": "create"})),
    path(
        f"{ONE}/invitations/<str:invitation_id>",
        _one(InvitationsViewSet),
    ),
    path(
        f"{ONE}/invitations/<str:invitation_id>/resend",
        InvitationsViewSet.as_view({"post": "resend"}),
    ),
    path("invitations/pending", InvitationAnswersViewSet.as_view({"get": "pending"})),
    path("invitations/offer", InvitationAnswersViewSet.as_view({"post": "offer"})),
    path("invitations/accept", InvitationAnswersViewSet.as_view({"post": "accept_by_token"})),
    path("invitations/register", InvitationAnswersViewSet.as_view({"post": "register"})),
    path(
        "invitations/<str:invitation_id>/accept",
        InvitationAnswersViewSet.as_view({"post": "accept"}),
    ),
    path(
        "invitations/<str:invitation_id>/decline",
        InvitationAnswersViewSet.as_view({"post": "decline"}),
    ),
    path(f"{ONE}/audit-log", AuditLogViewSet.as_view({"get": "list"})),
    path(f"{ONE}/audit-log/export", AuditLogViewSet.as_view({"get": "export"})),
    path(f"{ONE}/audit-log/verify", AuditLogViewSet.as_view({"get": "verify"})),
    path(f"{ONE}/api-keys", ApiKeysViewSet.as_view({"get": "list", "post": "create"})),
    path(
        f"{ONE}/api-keys/<str:key_id>",
        _one(ApiKeysViewSet),
    ),
]
