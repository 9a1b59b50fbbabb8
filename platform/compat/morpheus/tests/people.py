"""Users as the door shows them, and invited ones."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import User
from compat.morpheus.tests.envelope import A_MOMENT
from core.scope import workspace_scope
from workspaces.models import Invitation, Workspace
from workspaces.services import invite
from workspaces.tests.factories import Person


def shown_user(user: User, **more: Any) -> dict[str, Any]:
    """A user without a customer who never signed in, as the door shows them."""
    return {
        "id": str(user.uuid),
        "email": user.email,
        "name": user.full_name,
        "customerId": None,
        "role": "member",
        "status": "active",
        "provider": "local",
        "providerId": None,
        "emailVerified": True,
        "lastLoginAt": None,
        "needsOnboarding": True,
        "createdAt": A_MOMENT,
        "updatedAt": A_MOMENT,
        "deletedAt": None,
    } | more


def invited_by(person: Person, workspace: Workspace, email: str, **more: Any) -> Invitation:
    """An open invitation as a member; more: arguments of `invite`."""
    with workspace_scope(workspace.pk):
        return invite(email=email, role="MEMBER", by=person.user, **{"now": timezone.now(), **more})
