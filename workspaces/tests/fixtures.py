"""Alice owns Acme, Bob is a member of it, Charlie owns something else."""

from __future__ import annotations

import pytest

from workspaces.models import Workspace
from workspaces.tests.factories import Person, add_member, make_person, make_workspace


@pytest.fixture
def alice(db: None) -> Person:
    return make_person("alice")


@pytest.fixture
def bob(acme: Workspace) -> Person:
    person = make_person("bob")
    add_member(acme, person, "MEMBER")
    return person


@pytest.fixture
def charlie(db: None) -> Person:
    person = make_person("charlie")
    make_workspace(person, name="Charlie's")
    return person


@pytest.fixture
def acme(alice: Person) -> Workspace:
    return make_workspace(alice, name="Acme")


@pytest.fixture
def base(acme: Workspace) -> str:
    """The path of Acme's routes."""
    return f"/api/v1/workspaces/{acme.name_outside}"
