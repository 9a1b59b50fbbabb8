"""The default workspace: the chosen one, else the oldest."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from accounts.models import User
from core.errors import NotFound
from core.scope import as_table_owner, workspace_scope
from core.testing import nothing_changes, run_concurrently
from workspaces import services
from workspaces.models import Membership, Workspace
from workspaces.queries import DefaultWorkspace, default_workspace_of
from workspaces.tests.factories import Person, add_member, make_person, make_workspace

PATH = "/api/v1/workspaces"


def choose(workspace: Workspace, user: User, now: datetime | None = None) -> None:
    with workspace_scope(workspace.pk):
        services.set_default_workspace(user=user, now=now or timezone.now())


def defaults_of(user: User) -> list[int]:
    with as_table_owner():
        rows = Membership.everywhere.filter(user=user, is_default=True)
        return list(rows.values_list("workspace_id", flat=True))


def test_the_oldest_is_default_until_another_is_chosen(
    alice: Person, bob: Person, acme: Workspace
) -> None:
    own = make_workspace(bob, name="Bob's")
    assert default_workspace_of(bob.user) == DefaultWorkspace(acme, "MEMBER")

    answer = bob.api.post(f"{PATH}/{own.public_id}/default")

    assert answer.status_code == 200
    assert default_workspace_of(bob.user) == DefaultWorkspace(own, "OWNER")
    assert default_workspace_of(alice.user) == DefaultWorkspace(acme, "OWNER")
    shown = {each["id"]: each["is_default"] for each in bob.api.get(PATH).json()["workspaces"]}
    assert shown == {acme.public_id: False, own.public_id: True}


def test_a_new_choice_replaces_the_previous(bob: Person, acme: Workspace) -> None:
    own = make_workspace(bob, name="Bob's")

    choose(own, bob.user)
    choose(acme, bob.user)

    assert defaults_of(bob.user) == [acme.pk]


def test_a_closed_default_falls_back_to_the_oldest(bob: Person, acme: Workspace) -> None:
    own = make_workspace(bob, name="Bob's")
    choose(own, bob.user)

    bob.api.delete(f"{PATH}/{own.public_id}")

    assert default_workspace_of(bob.user) == DefaultWorkspace(acme, "MEMBER")


def test_a_user_without_workspaces_has_no_default(db: None) -> None:
    assert default_workspace_of(make_person("newcomer").user) is None


def test_a_stranger_cannot_choose_a_workspace(charlie: Person, acme: Workspace) -> None:
    with nothing_changes(), pytest.raises(NotFound):
        choose(acme, charlie.user)


def test_concurrent_choices_leave_one_default(transactional_db: None, alice: Person) -> None:
    workspaces = [make_workspace(alice, name=f"Number {number}") for number in range(8)]

    run_concurrently(40, lambda number: choose(workspaces[number % 8], alice.user), threads=8)

    assert len(defaults_of(alice.user)) == 1


def test_every_role_may_choose(acme: Workspace, base: str) -> None:
    person = make_person("viewer")
    add_member(acme, person, "VIEWER")

    assert person.api.post(f"{base}/default").status_code == 200
    assert defaults_of(person.user) == [acme.pk]
