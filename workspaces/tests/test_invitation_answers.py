"""Accepting an invitation when signed in: by the owner of the address only, once."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from core.scope import as_table_owner
from core.testing import nothing_changes, run_concurrently
from workspaces.models import Invitation, Membership, Workspace
from workspaces.services import invitation_token
from workspaces.tests.factories import Person
from workspaces.tests.invited import DORA, INVALID, PATH, dora, invitation, roles_in, unverified

__all__ = ["dora", "invitation", "unverified"]


def status_of(invitation: Invitation) -> str:
    with as_table_owner():
        return Invitation.everywhere.get(pk=invitation.pk).status


def accept_path(invitation: Invitation) -> str:
    return f"{PATH}/{invitation.public_id}/accept"


def test_the_invited_user_sees_the_invitation(
    dora: Person, invitation: Invitation, acme: Workspace
) -> None:
    assert dora.api.get(f"{PATH}/pending").json() == {
        "invitations": [
            {
                "id": invitation.public_id,
                "workspace": {"id": acme.public_id, "name": "Acme"},
                "email": DORA,
                "role": "ADMIN",
                "invited_by": "Alice",
                "created_at": invitation.created_at.isoformat().replace("+00:00", "Z"),
                "expires_at": invitation.expires_at.isoformat().replace("+00:00", "Z"),
            }
        ],
        "total": 1,
    }


def test_other_users_do_not_see_the_invitation(
    bob: Person, charlie: Person, invitation: Invitation
) -> None:
    for person in (bob, charlie):
        assert person.api.get(f"{PATH}/pending").json() == {"invitations": [], "total": 0}
        for answer in ("accept", "decline"):
            with nothing_changes():
                refused = person.api.post(f"{PATH}/{invitation.public_id}/{answer}")
            assert (refused.status_code, refused.json()["code"]) == (404, "NOT_FOUND")


def test_an_unverified_address_sees_and_accepts_nothing(
    unverified: Person, invitation: Invitation
) -> None:
    with nothing_changes():
        seen = unverified.api.get(f"{PATH}/pending").json()
        refused = unverified.api.post(accept_path(invitation))

    assert seen == {"invitations": [], "total": 0}
    assert refused.status_code == 404


def test_accepting_gives_the_offered_role(
    dora: Person, invitation: Invitation, acme: Workspace, base: str
) -> None:
    answer = dora.api.post(accept_path(invitation))

    assert answer.status_code == 200
    assert answer.json() == {"message": "Invitation accepted", "workspace_id": acme.public_id}
    assert roles_in(acme, dora.user) == ["ADMIN"]
    assert dora.api.get(base).json()["role"] == "ADMIN"
    assert status_of(invitation) == "ACCEPTED"
    assert dora.api.get(f"{PATH}/pending").json()["total"] == 0


def test_an_invitation_is_accepted_once(dora: Person, invitation: Invitation) -> None:
    dora.api.post(accept_path(invitation))

    with nothing_changes():
        again = dora.api.post(accept_path(invitation))

    assert again.status_code == 404


def test_concurrent_acceptances_create_one_membership(
    transactional_db: None, dora: Person, invitation: Invitation, acme: Workspace
) -> None:
    answers = run_concurrently(10, lambda _: dora.api.post(accept_path(invitation)), threads=10)

    assert sorted(each.status_code for each in answers) == [200] + [404] * 9
    assert roles_in(acme, dora.user) == ["ADMIN"]


def test_declining_closes_the_invitation(
    dora: Person, invitation: Invitation, acme: Workspace
) -> None:
    answer = dora.api.post(f"{PATH}/{invitation.public_id}/decline")

    assert (answer.status_code, answer.json()) == (200, {"message": "Invitation declined"})
    assert status_of(invitation) == "DECLINED"
    assert dora.api.post(accept_path(invitation)).status_code == 404
    assert roles_in(acme, dora.user) == []


def test_an_expired_invitation_is_not_found(dora: Person, invitation: Invitation) -> None:
    with as_table_owner():
        Invitation.everywhere.update(expires_at=timezone.now() - timedelta(hours=1))
    token = invitation_token(invitation=invitation, mailed=True)

    with nothing_changes():
        refused = dora.api.post(accept_path(invitation))
        by_token = dora.api.post(f"{PATH}/accept", {"token": token})

    assert refused.status_code == 404
    assert (by_token.status_code, by_token.json()) == (400, INVALID)
    assert dora.api.get(f"{PATH}/pending").json()["total"] == 0


def test_an_invitation_of_a_closed_workspace_is_not_found(
    alice: Person, dora: Person, invitation: Invitation, base: str
) -> None:
    alice.api.delete(base)

    with nothing_changes():
        refused = dora.api.post(accept_path(invitation))

    assert refused.status_code == 404
    assert dora.api.get(f"{PATH}/pending").json()["total"] == 0


def test_accepting_as_a_member_closes_the_invitation(
    dora: Person, invitation: Invitation, acme: Workspace
) -> None:
    with as_table_owner():
        Membership.everywhere.create(
            workspace=acme, user=dora.user, role="VIEWER", created_at=timezone.now()
        )

    answer = dora.api.post(accept_path(invitation))

    assert (answer.status_code, answer.json()["code"]) == (409, "ALREADY_MEMBER")
    assert status_of(invitation) == "ACCEPTED"
    assert roles_in(acme, dora.user) == ["VIEWER"]
