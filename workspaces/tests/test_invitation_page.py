"""The page that invitations link to: the recipient of the mail joins, with a new account or an
existing one's password; nobody else learns anything.
"""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Session, User
from accounts.tests.factories import PASSWORD, make_user, sign_up, token_of
from accounts.tests.mailbox import mailed_links
from accounts.tests.mailed_pages import (
    DORA,
    FORM,
    NEW_PASSWORD,
    can_sign_in,
    errors,
    inputs,
    read,
    refused_as_bad,
)
from core.preferences import REGISTRATION_ENABLED, set_preference
from core.scope import as_table_owner, workspace_scope
from core.testing import ApiClient, nothing_changes
from workspaces import services as workspaces
from workspaces.models import AuditEntry, Invitation, Membership, Workspace
from workspaces.pages import views
from workspaces.tests.factories import Person, add_member, make_invitation, make_person


def roles_in(workspace: Workspace) -> dict[str, str]:
    with as_table_owner():
        rows = Membership.everywhere.filter(workspace=workspace)
        return dict(rows.values_list("user__email", "role"))


def test_the_invited_user_creates_an_account_and_joins(
    invited: str, acme: Workspace, client: Client
) -> None:
    looked = client.get(invited)
    assert "You are invited to work there as its admin." in read(looked)
    assert 'value="Dora"' in inputs(looked)["id_full_name"]

    answer = client.post(invited, FORM)

    assert answer.status_code == 200
    assert f"You are in Acme. Sign in as {DORA}" in read(answer)
    assert roles_in(acme) == {"alice@example.com": "OWNER", DORA: "ADMIN"}
    user = User.objects.get(email=DORA)
    assert (user.full_name, user.is_verified) == ("Dora Doe", True)
    assert can_sign_in(NEW_PASSWORD)


def test_a_user_with_an_account_joins_with_its_password(
    invited: str, acme: Workspace, dora: User, client: Client
) -> None:
    User.objects.filter(pk=dora.pk).update(email_verified_at=None)
    looked = client.get(invited)
    assert "The address has an account already" in read(looked)
    assert set(inputs(looked)) == {"email", "id_password"}
    assert 'autocomplete="current-password"' in inputs(looked)["id_password"]

    answer = client.post(invited, {"password": PASSWORD}, REMOTE_ADDR="203.0.113.9")

    assert answer.status_code == 200
    assert "You are in Acme." in read(answer)
    assert roles_in(acme) == {"alice@example.com": "OWNER", DORA: "ADMIN"}
    assert User.objects.get(pk=dora.pk).is_verified
    assert list(Session.objects.filter(user=dora, revoked_at=None)) == []
    with workspace_scope(acme.pk):
        entry = AuditEntry.objects.get(action="INVITATION_ACCEPTED")
    assert (entry.actor, entry.address) == (dora.public_id, "203.0.113.9")


def test_a_wrong_password_does_not_join(
    invited: str, acme: Workspace, dora: User, client: Client
) -> None:
    with nothing_changes():
        answer = client.post(invited, {"password": "not-hers-9"})

    assert answer.status_code == 400
    assert errors(answer) == {"password": ["E-mail or password is wrong."]}
    assert roles_in(acme) == {"alice@example.com": "OWNER"}
    assert client.post(invited, {"password": PASSWORD}).status_code == 200


def test_a_deactivated_account_looks_like_a_wrong_password(
    invited: str, acme: Workspace, dora: User, client: Client
) -> None:
    accounts.set_active(user=dora, is_active=False, now=timezone.now())

    with nothing_changes():
        answer = client.post(invited, {"password": PASSWORD})

    assert errors(answer) == {"password": ["E-mail or password is wrong."]}
    assert roles_in(acme) == {"alice@example.com": "OWNER"}


def test_tries_there_count_as_sign_in_tries(
    invited: str, dora: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "RATE_LIMIT_FACTOR", 1.0)
    with nothing_changes():
        answers = [client.post(invited, {"password": "not-hers-9"}) for _ in range(11)]

    assert [each.status_code for each in answers] == [400] * 10 + [429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 15 * 60
    assert "Too many tries." in read(answers[-1])


def test_a_pending_sign_up_is_no_account(invited: str, acme: Workspace, client: Client) -> None:
    sign_up("dora")
    assert "has an account" not in read(client.get(invited))

    assert client.post(invited, FORM).status_code == 200

    assert roles_in(acme)[DORA] == "ADMIN"
    assert can_sign_in(NEW_PASSWORD)


def test_whoever_did_not_register_the_account_of_the_address_opens_a_new_one(
    invited: str, acme: Workspace, client: Client
) -> None:
    stranger = make_user("dora", verified=False)
    api = ApiClient(token_of(stranger))
    page = client.get(invited)
    assert "Not your account? Open a new one" in read(page)

    assert client.post(f"{invited}&anew=1", FORM).status_code == 200

    assert roles_in(acme)[DORA] == "ADMIN"
    assert User.objects.get(email=DORA).pk != stranger.pk
    assert can_sign_in(NEW_PASSWORD)
    assert not can_sign_in(PASSWORD)
    assert api.get("/api/v1/auth/me").status_code == 401


def test_a_verified_account_is_not_opened_anew(invited: str, dora: User, client: Client) -> None:
    page = client.get(f"{invited}&anew=1")

    assert "Not your account?" not in read(page)
    assert set(inputs(page)) == {"email", "id_password"}


def test_a_user_who_is_a_member_already_is_welcomed(
    invited: str, acme: Workspace, client: Client
) -> None:
    person = make_person("dora")
    add_member(acme, person, "VIEWER")

    answer = client.post(invited, {"password": PASSWORD})

    assert "You are in Acme." in read(answer)
    assert roles_in(acme)[DORA] == "VIEWER"
    assert refused_as_bad(client.get(invited), "/invitations")


def test_only_the_mailed_token_reveals_whether_an_account_exists(
    invitation: Invitation, db: None, client: Client
) -> None:
    token = workspaces.invitation_token(invitation=invitation, mailed=False)
    path = f"/invitations?token={token}"
    unknown = client.get(path)
    make_user("dora")

    with nothing_changes():
        known, tried = client.get(path), client.post(path, {"password": PASSWORD})

    assert refused_as_bad(unknown, "/invitations")
    assert unknown.content == known.content == tried.content


def test_a_cancelled_invitation_is_invalid(
    invited: str, invitation: Invitation, acme: Workspace, client: Client
) -> None:
    with workspace_scope(acme.pk):
        workspaces.cancel_invitation(invitation=invitation, now=timezone.now())

    assert refused_as_bad(client.get(invited), "/invitations")


def test_an_account_created_meanwhile_requires_its_password(
    invited: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_user("dora")
    monkeypatch.setattr(views, "user_by_email", lambda _: None)

    with nothing_changes():
        answer = client.post(invited, FORM)

    assert (answer.status_code, answer["Location"]) == (302, invited)
    monkeypatch.undo()
    assert "The address has an account already" in read(client.get(invited))


def test_closed_registration_lets_existing_accounts_join(
    invited: str, acme: Workspace, client: Client
) -> None:
    set_preference(REGISTRATION_ENABLED, False, now=timezone.now())
    with nothing_changes():
        answers = [client.get(invited), client.post(invited, FORM)]
    assert [each.status_code for each in answers] == [403, 403]

    make_user("dora")

    assert client.post(invited, {"password": PASSWORD}).status_code == 200
    assert roles_in(acme)[DORA] == "ADMIN"


def test_names_are_escaped(acme: Workspace, alice: Person, client: Client) -> None:
    with as_table_owner():
        Workspace.objects.filter(pk=acme.pk).update(name="<b>Acme</b>")
    make_invitation(acme, alice, DORA, name="<i>Dora")

    page = client.get(mailed_links(DORA)[-1]).content.decode()

    assert "Join &lt;b&gt;Acme&lt;/b&gt;." in page
    assert 'value="&lt;i&gt;Dora"' in page
    assert "<b>Acme</b>" not in page
