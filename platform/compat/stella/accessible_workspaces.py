"""Which of a user's workspaces can be entered, and where a package is installed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from compat.stella.serializers import UNTITLED
from core.access import AddressNotAllowed, check_network
from core.scope import granted_scope
from workspaces import queries
from workspaces.services import create_workspace

INSTALLING = "agents.publish"


def workspace_to_install_in(user: User, address: str) -> int:
    """Key of the workspace to install in: the default one, else the oldest in which the user may
    publish agents.

    Creates one for a user without any.
    """
    with granted_scope(queries.OPEN_WORKSPACES_OF_USER, user.pk):
        rows: Any = queries.workspaces_of(user)
        found = rows.order_by("-is_default", "pk")
        open_to = [
            workspace.pk
            for workspace in found
            if INSTALLING in settings.ABILITIES[workspace.role]
            and is_accessible(workspace, address)
        ]
    if open_to:
        return int(open_to[0])
    return create_workspace(owner=user, name=UNTITLED, now=timezone.now()).pk


def is_accessible(workspace: Any, address: str) -> bool:
    """True if the caller can enter the workspace from this address."""
    try:
        check_network(address, workspace.allowed_ips)
    except AddressNotAllowed:
        return False
    return not workspace.is_suspended
