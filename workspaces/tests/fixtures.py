"""Alice owns Acme, Bob is a member of it, Charlie owns another workspace."""

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
def _charlies(db: None) -> tuple[Person, Workspace]:
    person = make_person("charlie")
    return person, make_workspace(person, name="Charlie's")


@pytest.fixture
def charlie(_charlies: tuple[Person, Workspace]) -> Person:
    return _charlies[0]


@pytest.fixture
def other_workspace(_charlies: tuple[Person, Workspace]) -> Workspace:
    """Charlie's own workspace."""
    return _charlies[1]


@pytest.fixture
def acme(alice: Person) -> Workspace:
    return make_workspace(alice, name="Acme")


@pytest.fixture
def base(acme: Workspace) -> str:
    """The path of Acme's routes."""
    return f"/api/v1/workspaces/{acme.public_id}"
