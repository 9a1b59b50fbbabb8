"""Acme's team at this door."""

from __future__ import annotations

from compat.morpheus.tests.people import invited_by
from core.testing import shared
from workspaces.models import Invitation, Workspace
from workspaces.tests.factories import Person, add_member, make_person


@shared
def invited(acme: Workspace, alice: Person) -> Invitation:
    return invited_by(alice, acme, "colleague@tech.com", name="Bob")


@shared
def adam(acme: Workspace) -> Person:
    """An admin of Acme."""
    person = make_person("adam")
    add_member(acme, person, "ADMIN")
    return person
