"""Invitations by a workspace's managers: send, resend, change, cancel."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts import tokens
from accounts.tests.factories import make_user
from accounts.tests.mailbox import mailed_tokens, subjects
from core.scope import as_table_owner, workspace_scope
from core.testing import assert_queries, nothing_changes, run_concurrently, run_jobs
from core.testing.rows import make_row
from workspaces.models import Invitation, Workspace
from workspaces.tests.factories import Person, make_invitation

DORA = "dora@example.com"


@pytest.fixture
def path(base: str) -> str:
    return f"{base}/invitations"


def stored() -> Invitation:
    with as_table_owner():
        return Invitation.everywhere.get()


def expire(email: str = DORA) -> None:
    with as_table_owner():
        Invitation.everywhere.filter(email=email).update(
            expires_at=timezone.now() - timedelta(hours=1)
        )


def invite(person: Person, path: str, email: str = DORA, role: str = "MEMBER") -> Any:
    return person.api.post(path, {"email": email, "role": role})


def test_an_invitation_is_shown_and_mailed(alice: Person, path: str) -> None:
    started = timezone.now()

    answer = alice.api.post(path, {"email": " Dora@Example.com", "role": "ADMIN", "name": "Dora"})

    row = stored()
    assert answer.status_code == 201
    assert answer.json() == {
        "id": row.public_id,
        "email": DORA,
        "name": "Dora",
        "role": "ADMIN",
        "status": "PENDING",
        "invited_by": "Alice",
        "created_at": row.created_at.isoformat().replace("+00:00", "Z"),
        "expires_at": row.expires_at.isoformat().replace("+00:00", "Z"),
    }
    assert row.expires_at - row.created_at == timedelta(days=7)
    assert started <= row.created_at <= timezone.now()
    listed = alice.api.get(path).json()
    assert listed == {"invitations": [answer.json()], "total": 1, "next": None}
    assert subjects(DORA) == ["You are invited to Acme on Frontdesk"]


def test_the_mail_carries_a_token_that_verifies_the_address(
    alice: Person, path: str, settings: Any
) -> None:
    settings.SITE_URL = "https://desk.example.com"
    invite(alice, path)

    (token,) = mailed_tokens(DORA)

    (message,) = mail.outbox
    html, kind = message.alternatives[0]  # type: ignore[attr-defined]
    claims = tokens.read_link(token, "invite")
    assert (claims["jti"], claims["mailed"]) == (stored().nonce, True)
    assert f"https://desk.example.com/invitations?token={token}" in message.body
    assert kind == "text/html"
    assert token in html
    assert "Alice invites you to join Acme" in message.body


def test_names_cannot_inject_into_the_mail(alice: Person, path: str, base: str) -> None:
    alice.api.patch(base, {"name": "<b>Acme</b> & Co"})
    invite(alice, path)
    run_jobs("mail")

    (message,) = mail.outbox
    html, _ = message.alternatives[0]  # type: ignore[attr-defined]
    assert message.subject == "You are invited to <b>Acme</b> & Co on Frontdesk"
    assert "<b>Acme</b>" not in html
    assert "&lt;b&gt;Acme&lt;/b&gt; &amp; Co" in html


def test_the_response_does_not_reveal_whether_an_account_exists(alice: Person, path: str) -> None:
    make_user("known")

    answers = [invite(alice, path, f"{name}@example.com").json() for name in ("known", "nobody")]

    own = {"id", "email", "created_at", "expires_at"}
    known, unknown = ({key: each[key] for key in each if key not in own} for each in answers)
    assert known == unknown
    assert "Known" not in str(answers[0])


def test_nobody_is_invited_as_owner(alice: Person, path: str) -> None:
    made = invite(alice, path).json()

    with nothing_changes():
        answers = [
            invite(alice, path, "else@example.com", "OWNER"),
            alice.api.patch(f"{path}/{made['id']}", {"role": "OWNER"}),
        ]

    refused = [(each.status_code, each.json()["code"]) for each in answers]
    assert refused == [(403, "OWNERSHIP_TRANSFER_ONLY")] * 2


def test_a_member_cannot_be_invited(alice: Person, bob: Person, path: str) -> None:
    with nothing_changes():
        answer = invite(alice, path, bob.user.email)

    assert (answer.status_code, answer.json()["code"]) == (409, "ALREADY_MEMBER")


def test_an_address_is_invited_once(alice: Person, path: str) -> None:
    invite(alice, path)

    with nothing_changes():
        answer = invite(alice, path, "DORA@example.com", "VIEWER")

    assert (answer.status_code, answer.json()["code"]) == (409, "ALREADY_INVITED")


def test_concurrent_invitations_of_one_address_create_one(
    transactional_db: None, alice: Person, path: str
) -> None:
    answers = run_concurrently(10, lambda _: invite(alice, path), threads=10)

    assert sorted(each.status_code for each in answers) == [201] + [409] * 9
    assert stored().email == DORA


def test_an_expired_invitation_is_not_listed_and_can_be_replaced(alice: Person, path: str) -> None:
    first = invite(alice, path).json()
    expire()

    assert alice.api.get(path).json()["total"] == 0
    assert alice.api.delete(f"{path}/{first['id']}").status_code == 404
    answer = invite(alice, path)

    assert answer.status_code == 201
    with as_table_owner():
        statuses = dict(Invitation.everywhere.values_list("uuid", "status"))
    assert sorted(statuses.values()) == ["CANCELLED", "PENDING"]


def test_a_workspace_has_at_most_fifty_open_invitations(
    alice: Person, charlie: Person, other_workspace: Workspace, acme: Workspace, path: str
) -> None:
    for number in range(50):
        make_invitation(acme, alice, f"person{number}@example.com")

    with nothing_changes():
        refused = invite(alice, path)

    assert (refused.status_code, refused.json()["code"]) == (409, "TOO_MANY_INVITATIONS")
    assert make_invitation(other_workspace, charlie, DORA).email == DORA
    expire("person0@example.com")
    assert invite(alice, path).status_code == 201


def test_concurrent_invitations_do_not_exceed_the_limit(
    transactional_db: None, alice: Person, acme: Workspace, path: str
) -> None:
    for number in range(49):
        make_invitation(acme, alice, f"person{number}@example.com")

    answers = run_concurrently(
        8, lambda number: invite(alice, path, f"late{number}@example.com"), threads=8
    )

    assert sorted(each.status_code for each in answers) == [201] + [409] * 7


def test_race_without_the_lock_exceeds_the_limit(
    transactional_db: None, alice: Person, acme: Workspace
) -> None:
    """The race: one place is left, and all who count before anybody invites take it."""
    for number in range(49):
        make_invitation(acme, alice, f"person{number}@example.com")
    counted = threading.Barrier(8, timeout=20)

    def count_then_invite(number: int) -> None:
        with workspace_scope(acme.pk):
            is_left = Invitation.objects.count() < 50
        counted.wait()
        if is_left:
            with workspace_scope(acme.pk):
                make_row(Invitation, acme.pk, email=f"late{number}@example.com", role="MEMBER")

    run_concurrently(8, count_then_invite, threads=8)

    with as_table_owner():
        assert Invitation.everywhere.count() == 57


def test_a_resent_invitation_has_a_new_token_and_expiry(alice: Person, path: str) -> None:
    made = invite(alice, path).json()
    (first,) = mailed_tokens(DORA)
    before = stored()

    answer = alice.api.post(f"{path}/{made['id']}/resend")

    after = stored()
    assert (answer.status_code, answer.json()["id"]) == (200, made["id"])
    assert after.expires_at > before.expires_at
    assert after.nonce != before.nonce
    assert len(mailed_tokens(DORA)) == 2
    offers = [
        alice.api.post("/api/v1/invitations/offer", {"token": token}).status_code
        for token in mailed_tokens(DORA)
    ]
    assert mailed_tokens(DORA)[0] == first
    assert offers == [400, 200]


def test_mails_to_an_address_are_limited(alice: Person, path: str, settings: Any) -> None:
    settings.RATE_LIMIT_FACTOR = 1
    made = invite(alice, path).json()

    answers = [alice.api.post(f"{path}/{made['id']}/resend") for _ in range(10)]

    assert [each.status_code for each in answers] == [200] * 9 + [429]
    assert answers[-1].headers["Retry-After"].isdigit()


def test_the_role_can_be_changed(alice: Person, path: str) -> None:
    made = invite(alice, path).json()

    answer = alice.api.patch(f"{path}/{made['id']}", {"role": "VIEWER"})

    assert (answer.status_code, answer.json()["role"]) == (200, "VIEWER")


def test_a_cancelled_invitation_is_gone(alice: Person, path: str) -> None:
    made = invite(alice, path).json()
    (token,) = mailed_tokens(DORA)

    answer = alice.api.delete(f"{path}/{made['id']}")

    assert (answer.status_code, answer.json()) == (200, {"message": "Invitation cancelled"})
    assert alice.api.get(path).json()["total"] == 0
    assert alice.api.delete(f"{path}/{made['id']}").status_code == 404
    offer = alice.api.post("/api/v1/invitations/offer", {"token": token})
    assert (offer.status_code, offer.json()["code"]) == (400, "INVITATION_INVALID")


def test_an_invitation_cancelled_before_mailing_is_not_mailed(alice: Person, path: str) -> None:
    made = invite(alice, path).json()
    alice.api.delete(f"{path}/{made['id']}")

    assert subjects(DORA) == []


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_four_queries_at_any_size(
    alice: Person, acme: Workspace, path: str, count: int
) -> None:
    for number in range(count):
        make_invitation(acme, alice, f"person{number}@example.com")

    with assert_queries(4):  # session, scope, count, page
        answer = alice.api.get(path)

    assert answer.json()["total"] == len(answer.json()["invitations"]) == count
