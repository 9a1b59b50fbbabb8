"""An invitation to the address that several people use."""

from __future__ import annotations

from compat.tests.people import EMAIL
from core.testing import shared
from workspaces.models import Invitation, Workspace
from workspaces.tests.factories import Person, make_invitation


@shared
def invitation(acme: Workspace, alice: Person) -> Invitation:
    """To the address, as an administrator."""
    return make_invitation(acme, alice, EMAIL, "ADMIN")
