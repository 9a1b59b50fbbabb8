"""Alice owns Acme, Bob is a member of it, Charlie owns another workspace."""

from __future__ import annotations

from core.testing import shared
from workspaces.models import Workspace
from workspaces.tests.factories import Person, add_member, make_person, make_workspace


@shared
def alice() -> Person:
    return make_person("alice")


@shared
def acme(alice: Person) -> Workspace:
    return make_workspace(alice, name="Acme")


@shared
def base(acme: Workspace) -> str:
    """The path of Acme's routes."""
    return f"/api/v1/workspaces/{acme.public_id}"


@shared
def _charlies() -> tuple[Person, Workspace]:
    person = make_person("charlie")
    return person, make_workspace(person, name="Charlie's")


@shared
def charlie(_charlies: tuple[Person, Workspace]) -> Person:
    return _charlies[0]


@shared
def other_workspace(_charlies: tuple[Person, Workspace]) -> Workspace:
    """Charlie's own workspace."""
    return _charlies[1]


@shared
def bob(acme: Workspace) -> Person:
    person = make_person("bob")
    add_member(acme, person, "MEMBER")
    return person
