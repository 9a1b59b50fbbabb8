"""An invitation of Dora, to Acme."""

from __future__ import annotations

import pytest

from accounts.tests.mailbox import mailed_links
from accounts.tests.mailed_pages import DORA
from core.testing import shared
from workspaces.models import Invitation, Workspace
from workspaces.tests.factories import Person, make_invitation


@shared
def invitation(acme: Workspace, alice: Person) -> Invitation:
    return make_invitation(acme, alice, DORA, role="ADMIN", name="Dora")


@pytest.fixture
def invited(invitation: Invitation) -> str:
    """The mailed link of the invitation."""
    return mailed_links(DORA)[-1]
