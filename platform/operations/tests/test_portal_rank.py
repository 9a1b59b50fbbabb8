"""Members of staff do nothing to the account of somebody with more rights than theirs."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts import services
from accounts.models import Session, User
from accounts.tests.factories import make_user, token_of
from core.testing import ApiClient, nothing_changes, shared
from operations.tests.portal import REASON, Portal, fresh, make_staff, messages
from workspaces.models import Invitation, Workspace
from workspaces.tests.factories import Person, make_invitation

REFUSAL = "Only superusers may do this to a member of staff."
EVERYTHING = [
    *("accounts.view_user", "accounts.change_user", "accounts.add_user"),
    *("accounts.view_session", "accounts.change_session", "accounts.add_session"),
    *("workspaces.view_invitation", "workspaces.change_invitation"),
]
# Whom only superusers touch, and what a user becomes to be one.
RANKS = {
    "superuser": {"is_staff": True, "is_superuser": True},
    "superuser without the portal": {"is_superuser": True},
    "colleague": {"is_staff": True},
}
each_rank = pytest.mark.parametrize("rank", RANKS)


@shared
def staff() -> User:
    """With every permission on users, sessions and invitations."""
    return make_staff("helper", *EVERYTHING)


@shared
def boss() -> User:
    """Signed in; each test says with which rights."""
    user = make_user("boss")
    token_of(user)
    return user


@pytest.fixture
def helper(staff: User) -> Portal:
    return Portal(staff)


def promote(user: User, rank: str, **state: Any) -> None:
    User.objects.filter(pk=user.pk).update(**RANKS[rank], **state)


def act_as(user: User, by: User) -> services.SignedIn:
    return services.impersonate(
        user=user,
        by=by,
        reason="Ticket 4711",
        user_agent="",
        address="192.0.2.1",
        now=timezone.now(),
    )


# Each action of the list, with the state in which it would change something.
VERBS: dict[str, dict[str, Any]] = {
    "activate": {"is_active": False},
    "deactivate": {},
    "verify_address": {"email_verified_at": None},
    "send_reset_link": {},
    "sign_out": {},
    "restore": {"is_active": False, "closed_at": timezone.now()},
}


@pytest.mark.parametrize("verb", VERBS)
def test_no_action_on_users(helper: Portal, boss: User, verb: str) -> None:
    promote(boss, "superuser", **VERBS[verb])

    with nothing_changes():
        answer = helper.act(verb, boss)

    assert f"boss@example.com: {REFUSAL}" in messages(answer)


@each_rank
def test_no_change_on_their_page(helper: Portal, boss: User, rank: str) -> None:
    promote(boss, rank)
    form = {"password1": "Another-good-1", "password2": "Another-good-1"}
    page = f"/admin/accounts/user/{boss.pk}"

    with nothing_changes():
        statuses = [
            helper.save(boss, {"full_name": "Eve"}).status_code,
            helper.client.get(f"{page}/password/").status_code,
            helper.client.post(f"{page}/password/", form | {"usable_password": "true"}).status_code,
        ]
        signed_out = helper.act("sign_out", boss)
        impersonated = helper.client.post(f"{page}/impersonate/", REASON, follow=True)

    assert statuses == [403, 403, 403]
    assert f"boss@example.com: {REFUSAL}" in messages(signed_out)
    assert messages(impersonated) == ["Only customers with an open account can be impersonated."]


@each_rank
def test_no_end_of_sessions(helper: Portal, boss: User, alice: Person, rank: str) -> None:
    promote(boss, rank)
    session, customers = boss.sessions.get(), alice.user.sessions.get()

    with nothing_changes():
        refused = helper.act("end", session)
    both = helper.act("end", session, customers)

    refusal = f"boss@example.com: {REFUSAL}"
    assert messages(refused) == [refusal, "0 sessions ended."]
    assert messages(both) == [refusal, "1 sessions ended."]
    assert fresh(session).revoked_at is None
    assert fresh(customers).revoked_at is not None


def test_no_end_of_the_session_in_which_a_superuser_acts_as_a_customer(
    helper: Portal, boss: User, alice: Person
) -> None:
    promote(boss, "superuser")
    acting = act_as(alice.user, fresh(boss))

    with nothing_changes():
        answer = helper.act("end", acting.session)

    assert messages(answer) == [f"alice@example.com: {REFUSAL}", "0 sessions ended."]


@each_rank
def test_no_cancelling_of_their_invitations(
    helper: Portal, boss: User, acme: Workspace, alice: Person, rank: str
) -> None:
    promote(boss, rank)
    invitation = make_invitation(acme, alice, boss.email)

    with nothing_changes():
        answer = helper.act("cancel", invitation)

    assert f"boss@example.com: {REFUSAL}" in messages(answer)
    assert fresh(invitation).status == Invitation.Status.PENDING


def test_nobody_acts_as_somebody_who_has_become_a_superuser_since(
    staff: User, alice: Person
) -> None:
    token = act_as(alice.user, staff).access_token
    assert ApiClient(token).get("/api/v1/auth/me").status_code == 200

    promote(alice.user, "superuser without the portal")

    assert ApiClient(token).get("/api/v1/auth/me").status_code == 401


def test_a_superuser_does_all_of_it_and_staff_end_their_own_sessions(
    helper: Portal, staff: User, boss: User
) -> None:
    root = Portal(make_staff("root", superuser=True))
    promote(boss, "colleague")
    session = boss.sessions.get()
    token_of(staff)

    root.act("deactivate", boss)
    root.act("end", session)
    helper.act("end", staff.sessions.get())

    assert not fresh(boss).is_active
    assert fresh(session).revoked_at is not None
    assert not Session.objects.filter(user=staff, revoked_at=None).exists()
