"""The contract's objects, built from the rows."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from compat.microbit.serializers import Moment
from compat.microbit.tests.world import member_id
from core.scope import as_table_owner
from core.testing import ApiClient
from workspaces.models import Workspace
from workspaces.tests.factories import Person

TOKENS = {"access_token", "refresh_token", "token_type", "expires_in"}


def user_object(email: str) -> dict[str, str]:
    """The object of the account with that address."""
    user = User.objects.get(email=email)
    return {
        "id": user.public_id,
        "email": email,
        "display_name": user.full_name,
        "status": "active",
        "created_at": Moment().to_representation(user.created_at),
        "updated_at": Moment().to_representation(user.updated_at),
    }


def signed_in(body: dict[str, Any]) -> ApiClient:
    return ApiClient(body["access_token"])


def workspace_object(workspace_id: str) -> dict[str, str]:
    """The object of the workspace."""
    with as_table_owner():
        workspace = Workspace.objects.with_public_id(workspace_id).get()
    return {
        "id": workspace_id,
        "name": workspace.name,
        "company_name": workspace.company_name,
        "address": workspace.address,
        "phone": workspace.phone,
        "created_at": Moment().to_representation(workspace.created_at),
        "updated_at": Moment().to_representation(workspace.updated_at),
    }


def member_object(workspace: Workspace, person: Person, role: str) -> dict[str, object]:
    return {
        "id": member_id(workspace, person),
        "workspace_id": workspace.public_id,
        "user_id": person.user.public_id,
        "role": role,
        "user": {"email": person.user.email, "display_name": person.user.full_name},
    }
