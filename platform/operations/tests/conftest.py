"""Fixtures for tests of the whole platform."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone

from accounts import services as accounts
from accounts.models import User
from accounts.tests.factories import make_user
from accounts.tests.mailbox import mailed_links
from operations.tests.mailed_pages import DORA
from operations.tests.running import Installation, new_installation
from workspaces.models import Invitation, Workspace
from workspaces.tests.factories import Person, make_invitation


@pytest.fixture(scope="session")
def _installation() -> Iterator[Installation]:
    with new_installation() as installation:
        yield installation


@pytest.fixture(scope="module")
def installation(_installation: Installation) -> Installation:
    """It runs, with whatever the modules before have left in it: to start one takes long."""
    if not _installation.is_running:
        _installation.start()
    return _installation


@pytest.fixture
def registration(db: None) -> str:
    """The mailed link that completes Dora's registration, without the host."""
    accounts.request_registration(email=DORA, now=timezone.now())
    return mailed_links(DORA)[-1]


@pytest.fixture
def dora(db: None) -> User:
    return make_user("dora")


@pytest.fixture
def reset(dora: User) -> str:
    """The mailed link that resets her password."""
    accounts.forgot_password(email=DORA, by="link", now=timezone.now())
    return mailed_links(DORA)[-1]


@pytest.fixture
def invitation(acme: Workspace, alice: Person) -> Invitation:
    """An invitation of Dora to Acme."""
    return make_invitation(acme, alice, DORA, role="ADMIN", name="Dora")


@pytest.fixture
def invited(invitation: Invitation) -> str:
    """The mailed link of the invitation."""
    return mailed_links(DORA)[-1]
