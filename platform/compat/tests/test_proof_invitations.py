"""What somebody did with an invitation to an address that somebody else proves, at every door."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Session, User
from accounts.tests.factories import make_user, token_of
from accounts.tests.mailbox import mailed_codes, mailed_links
from compat.tests.people import (
    ANEW,
    DIRECTLY,
    EMAIL,
    OWNERS,
    RESETS,
    STRANGERS,
    Somebody,
    owner_of,
    post,
    redeem,
    register,
    tokens_of,
)
from compat.tests.test_one_domain import SIGN_IN
from core.scope import as_table_owner, workspace_scope
from core.testing import ApiClient, shared
from workspaces.models import AuditEntry, Invitation, Membership, Workspace
from workspaces.tests.factories import Person, make_invitation


def names_of_members(workspace: Workspace) -> set[str]:
    with as_table_owner():
        members = Membership.everywhere.filter(workspace=workspace)
        return set(members.values_list("user__email", flat=True))


def accept_at_microbit(token: str) -> ApiClient:
    body = post(
        "/microbit/api/v1/auth/register",
        email=EMAIL,
        password=STRANGERS,
        display_name="X",
        invite_token=token,
    )
    return ApiClient(body["access_token"])


def accept_here(token: str) -> ApiClient:
    DIRECTLY["stella"](STRANGERS)
    login = post("/api/v1/auth/login", email=EMAIL, password=STRANGERS)
    api = ApiClient(login["access_token"])
    assert api.post("/api/v1/invitations/accept", {"token": token}).status_code == 200
    return api


ACCEPTED = {"microbit": accept_at_microbit, "here": accept_here}


@pytest.fixture(scope="module", params=ACCEPTED)
def accepted(request: pytest.FixtureRequest) -> str:
    """All tests of one acceptance follow each other, and share what was accepted."""
    return str(request.param)


@shared
def members(invitation: Invitation, accepted: str) -> ApiClient:
    """A stranger who accepted the invitation by the token that the inviter was shown."""
    return ACCEPTED[accepted](tokens_of(invitation)[1])


@pytest.mark.parametrize("proof", ["code", "morpheus link", *RESETS])
def test_what_a_stranger_did_with_an_invitation_is_undone(
    members: ApiClient,
    acme: Workspace,
    alice: Person,
    invitation: Invitation,
    accepted: str,
    proof: str,
) -> None:
    mailed, stranger = tokens_of(invitation)[0], members
    assert names_of_members(acme) == {EMAIL, alice.user.email}

    {**ANEW, **RESETS}[proof]("")

    assert names_of_members(acme) == {alice.user.email}
    assert stranger.get("/api/v1/workspaces").status_code == 401
    login = post("/api/v1/auth/login", email=EMAIL, password=OWNERS)
    owner = ApiClient(login["access_token"])
    pending = owner.get("/api/v1/invitations/pending").json()["invitations"]
    assert [each["id"] for each in pending] == [invitation.public_id]
    assert owner.post("/api/v1/invitations/accept", {"token": mailed}).status_code == 200
    assert names_of_members(acme) == {EMAIL, alice.user.email}
    with workspace_scope(acme.pk):
        actions = list(AuditEntry.objects.order_by("number").values_list("action", flat=True))
    assert actions[-4:-2] == ["MEMBER_REMOVED", "INVITATION_REOPENED"]


def test_a_registrant_who_proves_the_address_stays_a_member(
    members: ApiClient, acme: Workspace, alice: Person, accepted: str
) -> None:
    redeem(mailed_codes(EMAIL)[-1])

    assert names_of_members(acme) == {EMAIL, alice.user.email}


def move_away(api: ApiClient) -> None:
    assert api.call("PUT", "/user", body={"email": "mallory@example.com"}).status_code == 200


def close(api: ApiClient) -> None:
    me = api.get("/voicera/api/v1/auth/me").json()["data"]["id"]
    assert api.delete(f"/voicera/api/v1/users/{me}").status_code == 204


@pytest.mark.parametrize("leave", [move_away, close])
def test_a_stranger_does_not_keep_what_they_did_by_leaving_the_address(
    members: ApiClient,
    acme: Workspace,
    alice: Person,
    invitation: Invitation,
    accepted: str,
    leave: Any,
) -> None:
    leave(members)

    assert names_of_members(acme) == {alice.user.email}
    ANEW["code"]("")
    assert Somebody(OWNERS).doors_that_let_in == list(SIGN_IN)
    with as_table_owner():
        assert Invitation.everywhere.get(pk=invitation.pk).status == "PENDING"


def test_a_stranger_does_not_keep_what_they_did_by_undoing_the_change_to_the_address(
    acme: Workspace, alice: Person, client: Client
) -> None:
    mine = "mallory@example.com"
    api = ApiClient(token_of(make_user("mallory")))
    assert api.call("PUT", "/user", body={"email": EMAIL}).status_code == 200
    shown = tokens_of(make_invitation(acme, alice, EMAIL))[1]
    assert api.post("/api/v1/invitations/accept", {"token": shown}).status_code == 200

    assert client.post(mailed_links(mine)[-1]).status_code == 200

    assert User.objects.filter(email=mine).exists()
    assert names_of_members(acme) == {alice.user.email}


def test_a_workspace_that_was_handed_to_the_stranger_keeps_its_owner(
    acme: Workspace, alice: Person
) -> None:
    accept_at_microbit(tokens_of(make_invitation(acme, alice, EMAIL))[1])
    with as_table_owner():
        Membership.everywhere.filter(workspace=acme, role="OWNER").update(role="ADMIN")
        Membership.everywhere.filter(workspace=acme, user__email=EMAIL).update(role="OWNER")

    ANEW["code"]("")

    assert not owner_of(acme.pk).is_active
    assert alice.api.get(f"/api/v1/workspaces/{acme.public_id}").status_code == 200


def test_accepting_by_the_mailed_token_ends_every_other_session(
    acme: Workspace, alice: Person
) -> None:
    mailed, _ = tokens_of(make_invitation(acme, alice, EMAIL))
    somebody, _ = register("stella")
    here, *others = somebody.apis.values()

    assert here.post("/api/v1/invitations/accept", {"token": mailed}).status_code == 200

    assert here.get("/user").status_code == 200
    assert {each.get("/user").status_code for each in others} == {401}
    assert Session.objects.filter(revoked_at=None, user__email=EMAIL).count() == 1


def test_the_invitation_page_offers_the_owner_a_new_account(
    acme: Workspace, alice: Person, client: Any
) -> None:
    make_invitation(acme, alice, EMAIL)
    stranger, _ = register("voicera")
    link = mailed_links(EMAIL)[0]
    form = {"full_name": "Vera", "password": OWNERS, "repeated": OWNERS}

    assert client.post(f"{link}&anew=1", form).status_code == 200

    assert (stranger.living_tokens, stranger.doors_that_let_in) == (0, [])
    assert names_of_members(acme) == {EMAIL, alice.user.email}
