"""Whoever proves an address has its account alone: every registration, every proof, every door."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Session, User
from accounts.tests.mailbox import mailed_codes, mailed_links, subjects
from compat.tests.people import (
    ANEW,
    DIRECTLY,
    EMAIL,
    OWNERS,
    RESETS,
    STRANGERS,
    Somebody,
    by_code,
    owner_of,
    post,
    redeem,
    tokens_of,
    workspaces_seen,
)
from compat.tests.test_one_domain import SIGN_IN
from core.scope import as_table_owner, workspace_scope
from core.testing import ApiClient, shared
from workspaces.models import AuditEntry, Invitation, Membership, Workspace
from workspaces.tests.factories import Person, make_invitation

EVERYWHERE = list(SIGN_IN)
each_door = pytest.mark.parametrize("door", DIRECTLY)


def register_stranger(door: str, password: str = STRANGERS) -> tuple[Somebody, int]:
    """A stranger, in at every door, and the key of a workspace of theirs."""
    DIRECTLY[door](password)
    stranger = Somebody(password)
    stranger.sign_in()
    made = stranger.apis["insydr"].post("/api/v1/workspaces", {"name": "Strange"})
    assert made.status_code == 201
    with as_table_owner():
        return stranger, Workspace.objects.get(name="Strange").pk


@shared
def invitation(acme: Workspace, alice: Person) -> Invitation:
    """To the address, as an administrator."""
    return make_invitation(acme, alice, EMAIL, "ADMIN")


@shared
def strangers(invitation: Invitation, door: str) -> tuple[Somebody, int]:
    """A stranger who registered with the address at that door, and a workspace of theirs."""
    return register_stranger(door)


@shared
def registrants(invitation: Invitation, door: str) -> tuple[Somebody, int]:
    """The owner of the address, who registered with it at that door, and a workspace of theirs."""
    return register_stranger(door, OWNERS)


def names_of_members(workspace: Workspace) -> set[str]:
    with as_table_owner():
        members = Membership.everywhere.filter(workspace=workspace)
        return set(members.values_list("user__email", flat=True))


@each_door
@pytest.mark.parametrize("proof", ANEW)
def test_whoever_proves_the_address_has_a_new_account_alone(
    strangers: tuple[Somebody, int], invitation: Invitation, door: str, proof: str
) -> None:
    stranger, strange = strangers
    before = User.objects.get(email=EMAIL)

    ANEW[proof](tokens_of(invitation)[0])

    assert stranger.living_tokens == 0
    assert stranger.doors_that_let_in == []
    assert Somebody(OWNERS).doors_that_let_in == EVERYWHERE
    assert "Strange" not in workspaces_seen(OWNERS)
    now = User.objects.get(email=EMAIL)
    assert (now.pk != before.pk, now.is_verified) == (True, True)
    # what the stranger made stays theirs, under an identity that nobody can sign in to
    kept = owner_of(strange)
    assert (kept.pk, kept.is_active, kept.has_usable_password()) == (before.pk, False, False)
    assert kept.email == f"without-address-{before.uuid}@lost.invalid"
    assert "Another account used your address" in subjects(EMAIL)


@each_door
@pytest.mark.parametrize("proof", RESETS)
def test_whoever_resets_the_password_takes_the_account_itself(
    strangers: tuple[Somebody, int], door: str, proof: str
) -> None:
    stranger, strange = strangers

    RESETS[proof]("")

    assert stranger.living_tokens == 0
    assert stranger.doors_that_let_in == []
    assert Somebody(OWNERS).doors_that_let_in == EVERYWHERE
    assert owner_of(strange).email == EMAIL
    assert User.objects.get(email=EMAIL).is_verified


@each_door
def test_the_registrant_keeps_everything_by_the_code_of_the_registration(
    registrants: tuple[Somebody, int], door: str
) -> None:
    honest, own = registrants
    (code,) = mailed_codes(EMAIL)

    fresh = ApiClient(redeem(code)["access_token"])

    assert fresh.get("/user").json()["user"]["email"] == EMAIL
    assert honest.living_tokens == 0
    assert honest.doors_that_let_in == EVERYWHERE
    assert "Strange" in workspaces_seen(OWNERS)
    assert owner_of(own) == User.objects.get(email=EMAIL)


@pytest.mark.parametrize("door", ["stella"])
@pytest.mark.parametrize("proof", ANEW)
def test_a_registrant_who_registers_again_with_the_same_password_keeps_everything(
    registrants: tuple[Somebody, int], invitation: Invitation, door: str, proof: str
) -> None:
    honest, own = registrants

    ANEW[proof](tokens_of(invitation)[0])

    assert honest.living_tokens == 0
    assert honest.doors_that_let_in == EVERYWHERE
    assert "Strange" in workspaces_seen(OWNERS)
    assert owner_of(own) == User.objects.get(email=EMAIL)


@each_door
def test_the_code_of_another_registration_is_void_once_the_address_is_proven(
    strangers: tuple[Somebody, int], door: str
) -> None:
    (other,) = mailed_codes(EMAIL)
    by_code(OWNERS)
    redeem(mailed_codes(EMAIL)[-1])

    body = {"email": EMAIL, "otp_code": other}
    assert ApiClient().post("/api/v1/auth/verify-otp", body).status_code == 400
    assert Somebody(STRANGERS).doors_that_let_in == []


@each_door
@pytest.mark.parametrize("is_first", [True, False])
def test_the_order_of_registrations_does_not_matter(db: None, door: str, is_first: bool) -> None:
    if is_first:
        by_code(OWNERS)
        (code,) = mailed_codes(EMAIL)
        stranger, _ = register_stranger(door)
    else:
        stranger, _ = register_stranger(door)
        mailed_codes(EMAIL)
        by_code(OWNERS)
        code = mailed_codes(EMAIL)[-1]

    redeem(code)

    assert (stranger.living_tokens, stranger.doors_that_let_in) == (0, [])
    assert Somebody(OWNERS).doors_that_let_in == EVERYWHERE


def test_a_door_answers_the_same_before_and_after_a_sign_up(db: None) -> None:
    """The owner's sign-up tells the stranger nothing."""
    register_stranger("stella")
    asked = {"email": EMAIL, "password": "another-horse-8"}

    answers = []
    for _ in range(2):
        answers.append(
            [
                (answer.status_code, answer.content)
                for answer in (
                    ApiClient().post("/auth/login", asked),
                    ApiClient().post("/register", asked),
                    ApiClient().post("/api/v1/auth/login", asked),
                    ApiClient().post(
                        "/microbit/api/v1/auth/register", asked | {"display_name": "x"}
                    ),
                )
            ]
        )
        by_code(OWNERS)
        mailed_codes(EMAIL)

    assert answers[0][0] == answers[1][0]
    assert answers[0][1][0] == answers[1][1][0] == 400
    assert answers[0][2] == answers[1][2]
    assert answers[0][3][0] == answers[1][3][0] == 400


# -- invitations -----------------------------------------------------------------------------------


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
each_acceptance = pytest.mark.parametrize("accepted", ACCEPTED)


@shared
def members(invitation: Invitation, accepted: str) -> ApiClient:
    """A stranger who accepted the invitation by the token that the inviter was shown."""
    return ACCEPTED[accepted](tokens_of(invitation)[1])


@each_acceptance
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


@each_acceptance
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


@each_acceptance
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
    assert Somebody(OWNERS).doors_that_let_in == EVERYWHERE
    with as_table_owner():
        assert Invitation.everywhere.get(pk=invitation.pk).status == "PENDING"


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
    somebody, _ = register_stranger("stella")
    here, *others = somebody.apis.values()

    assert here.post("/api/v1/invitations/accept", {"token": mailed}).status_code == 200

    assert here.get("/user").status_code == 200
    assert {each.get("/user").status_code for each in others} == {401}
    assert Session.objects.filter(revoked_at=None, user__email=EMAIL).count() == 1


def test_the_invitation_page_offers_the_owner_a_new_account(
    acme: Workspace, alice: Person, client: Any
) -> None:
    make_invitation(acme, alice, EMAIL)
    stranger, _ = register_stranger("voicera")
    link = mailed_links(EMAIL)[0]
    form = {"full_name": "Vera", "password": OWNERS, "repeated": OWNERS}

    assert client.post(f"{link}&anew=1", form).status_code == 200

    assert (stranger.living_tokens, stranger.doors_that_let_in) == (0, [])
    assert names_of_members(acme) == {EMAIL, alice.user.email}
