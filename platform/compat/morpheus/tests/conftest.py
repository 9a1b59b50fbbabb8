"""Acme's team at this door."""

from __future__ import annotations

import pytest

from compat.morpheus.tests.people import invited_by
from workspaces.models import Invitation, Workspace
from workspaces.tests.factories import Person, add_member, make_person


@pytest.fixture
def invited(acme: Workspace, alice: Person) -> Invitation:
    return invited_by(alice, acme, "colleague@tech.com", name="Bob")


@pytest.fixture
def adam(acme: Workspace) -> Person:
    """An admin of Acme."""
    person = make_person("adam")
    add_member(acme, person, "ADMIN")
    return person
