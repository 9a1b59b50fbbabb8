"""Every route names its abilities, and the roles that have them are those published."""

from __future__ import annotations

from typing import Any

import pytest

from core.api import ApiViewSet, WorkspaceViewSet
from core.testing import Operation
from operations.tests.routes import IN_WORKSPACE, OPERATIONS, ROLES
from workspaces.abilities import ABILITIES, MATRIX

PUBLISHED = {
    "WorkspaceDetail.partial_update": {"OWNER", "ADMIN"},
    "WorkspaceDetail.destroy": {"OWNER"},
    "WorkspaceDetail.transfer": {"OWNER"},
    "WorkspaceDetail.make_default": {"OWNER", "ADMIN", "MEMBER", "VIEWER"},
    "WorkspaceDetail.leave_it": {"ADMIN", "MEMBER", "VIEWER"},
    "Members.partial_update": {"OWNER", "ADMIN"},
    "Members.destroy": {"OWNER", "ADMIN"},
    "Invitations.list": {"OWNER", "ADMIN"},
    "Invitations.retrieve": {"OWNER", "ADMIN"},
    "Invitations.create": {"OWNER", "ADMIN"},
    "Invitations.partial_update": {"OWNER", "ADMIN"},
    "Invitations.destroy": {"OWNER", "ADMIN"},
    "Invitations.resend": {"OWNER", "ADMIN"},
    "AuditLog.list": {"OWNER", "ADMIN"},
    "AuditLog.export": {"OWNER", "ADMIN"},
    "AuditLog.verify": {"OWNER", "ADMIN"},
    "Conversations.destroy": {"OWNER", "ADMIN"},
    "ConversationSettings.update": {"OWNER", "ADMIN"},
    "ApiKeys.list": {"OWNER", "ADMIN", "MEMBER"},
    "ApiKeys.retrieve": {"OWNER", "ADMIN", "MEMBER"},
    "ApiKeys.create": {"OWNER", "ADMIN"},
    "ApiKeys.partial_update": {"OWNER", "ADMIN"},
    "ApiKeys.destroy": {"OWNER", "ADMIN"},
    "TimeSlots.update": {"OWNER", "ADMIN"},
    "DateOverrides.set_range": {"OWNER", "ADMIN"},
    "CalendarConnections.create": {"OWNER", "ADMIN"},
    "CalendarConnections.partial_update": {"OWNER", "ADMIN"},
    "CalendarConnections.destroy": {"OWNER", "ADMIN"},
    "CalendarConnections.test": {"OWNER", "ADMIN"},
    "CalendarConnections.sync": {"OWNER", "ADMIN"},
    "HostFeed.rotate": {"OWNER", "ADMIN"},
    "HostFeed.destroy": {"OWNER", "ADMIN"},
    "CalendarFeed.rotate": {"OWNER", "ADMIN"},
    # for the host themself; else for owners and admins only (scheduling/tests)
    "HostSessionLink.create": {"OWNER", "ADMIN", "MEMBER", "VIEWER"},
    "CalendarFeed.destroy": {"OWNER", "ADMIN"},
    "Contacts.destroy": {"OWNER", "ADMIN"},
    "Agents.destroy": {"OWNER", "ADMIN"},
    "Providers.list": {"OWNER", "ADMIN", "MEMBER"},
    "Providers.retrieve": {"OWNER", "ADMIN", "MEMBER"},
    "Providers.create": {"OWNER", "ADMIN"},
    "Providers.partial_update": {"OWNER", "ADMIN"},
    "Providers.destroy": {"OWNER", "ADMIN"},
    "Providers.test": {"OWNER", "ADMIN"},
    "EmbeddingIndex.update": {"OWNER", "ADMIN"},
    "EmbeddingIndex.cancel": {"OWNER", "ADMIN"},
    **{
        f"{view}.{action}": {"OWNER", "ADMIN"}
        for view in ("Calendars", "TimeSlots", "DateOverrides", "Hosts", "BusyTimes")
        for action in ("create", "partial_update", "destroy")
    },
}


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_every_route_is_our_view_and_names_its_abilities(operation: Operation) -> None:
    view: Any = operation.view

    assert issubclass(view, ApiViewSet)
    if issubclass(view, WorkspaceViewSet):
        assert operation.parameters[0] == "workspace_id"
        assert view.needs[operation.action] in MATRIX
        assert view.public == frozenset()
    else:
        assert "workspace_id" not in operation.parameters


@pytest.mark.parametrize("operation", IN_WORKSPACE, ids=str)
def test_roles_may_do_what_is_published(operation: Operation) -> None:
    """By default every member may view and all but viewers may change."""
    view: Any = operation.view
    usual = {"OWNER", "ADMIN", "MEMBER"} | ({"VIEWER"} if operation.method == "GET" else set())

    assert set(MATRIX[view.needs[operation.action]]) == PUBLISHED.get(operation.name, usual)


def test_the_walk_finds_the_routes_and_the_matrix_its_roles() -> None:
    names = {each.name for each in OPERATIONS}

    assert len(names) == len(OPERATIONS)
    assert {"Auth.signup", "Workspaces.list", "Publishing.publish", "Chat.create"} <= names
    assert set(ABILITIES) == set(ROLES)
