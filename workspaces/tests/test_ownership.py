"""Ownership moves only by transfer, and there is always exactly one owner."""

from __future__ import annotations

import threading
from typing import Any

from django.db import IntegrityError
from django.utils import timezone

from core.access import Access
from core.db.constraints import violated_constraint
from core.scope import as_table_owner, workspace_scope
from core.testing import nothing_changes, run_concurrently
from workspaces import services
from workspaces.errors import OwnerOnly
from workspaces.models import Membership, Workspace
from workspaces.tests.factories import Person, add_member, make_person, membership_of


def owners(workspace: Workspace) -> list[int]:
    with as_table_owner():
        rows = Membership.everywhere.filter(workspace=workspace, role="OWNER")
        return list(rows.values_list("user_id", flat=True))


def access_of(workspace: Workspace, person: Person) -> Access:
    role = membership_of(workspace, person).role
    return Access(workspace.pk, workspace.public_id, workspace.plan, role, person.user.pk)


def test_the_previous_owner_becomes_an_admin(
    alice: Person, bob: Person, acme: Workspace, base: str
) -> None:
    to = membership_of(acme, bob).public_id

    answer = alice.api.post(f"{base}/transfer", {"member_id": to})

    assert (answer.status_code, answer.json()["id"], answer.json()["role"]) == (200, to, "OWNER")
    assert owners(acme) == [bob.user.pk]
    assert membership_of(acme, alice).role == "ADMIN"
    assert bob.api.get(base).json()["owner_id"] == bob.user.public_id
    assert alice.api.delete(base).status_code == 403


def test_the_owner_cannot_receive_ownership(alice: Person, acme: Workspace, base: str) -> None:
    own = membership_of(acme, alice).public_id

    with nothing_changes():
        answer = alice.api.post(f"{base}/transfer", {"member_id": own})

    assert (answer.status_code, answer.json()["code"]) == (409, "ALREADY_OWNER")


def test_ownership_is_transferred_to_members_only(
    alice: Person, charlie: Person, other_workspace: Workspace, base: str
) -> None:
    stranger = membership_of(other_workspace, charlie).public_id

    with nothing_changes():
        answer = alice.api.post(f"{base}/transfer", {"member_id": stranger})

    assert (answer.status_code, answer.json()["field"]) == (404, "member_id")


def test_concurrent_transfers_have_one_winner(
    transactional_db: None, alice: Person, acme: Workspace
) -> None:
    people = [make_person(f"heir{number}") for number in range(8)]
    for person in people:
        add_member(acme, person, "MEMBER")
    by = access_of(acme, alice)

    def transfer(number: int) -> Any:
        try:
            with workspace_scope(acme.pk):
                to = Membership.objects.get(user=people[number].user)
                return services.transfer_ownership(to=to, by=by, now=timezone.now())
        except OwnerOnly:
            return None

    won = [each for each in run_concurrently(8, transfer, threads=8) if each is not None]

    assert len(won) == 1
    assert owners(acme) == [won[0].user_id]


def test_check_then_move_would_violate_the_constraint(
    transactional_db: None, alice: Person, acme: Workspace
) -> None:
    """The race: all who check before anybody writes replace the same owner.

    Even then the database lets only one of them write the new owner.
    """
    people = [make_person(f"heir{number}") for number in range(8)]
    for person in people:
        add_member(acme, person, "MEMBER")
    looked = threading.Barrier(8, timeout=20)

    def look_then_move(number: int) -> str:
        with workspace_scope(acme.pk):
            owner = Membership.objects.get(role="OWNER")
        looked.wait()
        try:
            with workspace_scope(acme.pk):
                Membership.objects.filter(pk=owner.pk).update(role="ADMIN")
                Membership.objects.filter(user=people[number].user).update(role="OWNER")
        except IntegrityError as error:
            return violated_constraint(error)
        return "moved"

    outcomes = run_concurrently(8, look_then_move, threads=8)

    assert outcomes.count("moved") == 1
    assert outcomes.count("one_owner_per_workspace") == 7
    assert len(owners(acme)) == 1
