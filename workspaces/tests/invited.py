"""An invitation, and the person whom it invites."""

from __future__ import annotations

from accounts.models import User
from accounts.tests.factories import make_user, token_of
from core.scope import as_table_owner
from core.testing import ApiClient, shared
from workspaces.models import Invitation, Membership, Workspace
from workspaces.tests.factories import Person, make_invitation, make_person

DORA = "dora@example.com"
PATH = "/api/v1/invitations"
INVALID = {
    "detail": "The invitation is not valid any more. Ask for a new one.",
    "code": "INVITATION_INVALID",
    "field": "token",
}


@shared
def dora() -> Person:
    return make_person("dora")


@shared
def unverified() -> Person:
    """Registered at a door that returns tokens at once; the address is unverified."""
    user = make_user("dora")
    User.objects.filter(pk=user.pk).update(email_verified_at=None)
    return Person(user, ApiClient(token_of(user)))


@shared
def invitation(acme: Workspace, alice: Person) -> Invitation:
    return make_invitation(acme, alice, DORA, role="ADMIN", name="Dora")


def roles_in(workspace: Workspace, user: User) -> list[str]:
    with as_table_owner():
        rows = Membership.everywhere.filter(workspace=workspace, user=user)
        return list(rows.values_list("role", flat=True))
