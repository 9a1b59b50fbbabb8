"""Staff actions on users: each takes effect, is recorded, and grants nobody rights."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.utils import timezone

from accounts import services
from accounts.models import User
from accounts.tests.factories import PASSWORD, make_user, token_of
from core.scope import workspace_scope
from core.testing import ApiClient, nothing_changes, run_jobs
from operations.tests.portal import REASON, WHY, Portal, entries_about, fresh, make_staff, messages
from workspaces.models import AuditEntry, Workspace
from workspaces.tests.factories import Person

NEW_PASSWORD = "Another-good-1"


@pytest.fixture
def root(db: None) -> Portal:
    return Portal(make_staff("root", superuser=True))


@pytest.fixture
def helper(db: None) -> Portal:
    """A member of staff who may view and change users only."""
    return Portal(make_staff("helper", "accounts.view_user", "accounts.change_user"))


def test_deactivating_ends_sessions_and_activating_allows_sign_in(
    helper: Portal, alice: Person
) -> None:
    helper.act("deactivate", alice.user)
    assert alice.api.get("/api/v1/auth/me").status_code == 401
    assert not fresh(alice.user).is_active

    helper.act("activate", alice.user)

    assert ApiClient(token_of(fresh(alice.user))).get("/api/v1/auth/me").status_code == 200
    assert entries_about(alice.user) == [f"Deactivated. {WHY}", "Activated."]


def test_a_user_verified_by_staff_can_sign_in(helper: Portal, db: None) -> None:
    pending = make_user("pending", verified=False)

    helper.act("verify_address", pending)

    assert fresh(pending).is_verified
    assert entries_about(pending) == [f"Address verified. {WHY}"]


def test_a_reset_link_is_mailed_and_never_shown(helper: Portal, alice: Person) -> None:
    answer = helper.act("send_reset_link", alice.user)
    run_jobs("mail")

    assert [each.to for each in mail.outbox] == [["alice@example.com"]]
    assert "eyJ" in mail.outbox[0].body
    assert "eyJ" not in answer.content.decode()


def test_signing_out_everywhere_ends_all_sessions(helper: Portal, alice: Person) -> None:
    helper.act("sign_out", alice.user)

    assert alice.api.get("/api/v1/auth/me").status_code == 401
    assert fresh(alice.user).is_active


def test_a_closed_account_is_restored_not_activated(
    helper: Portal, alice: Person, acme: Workspace
) -> None:
    services.close_account(user=alice.user, password=PASSWORD, now=timezone.now())

    helper.act("activate", alice.user)
    assert not fresh(alice.user).is_active
    helper.act("restore", alice.user)

    assert fresh(alice.user).is_active
    assert fresh(acme).deleted_at is None
    assert entries_about(alice.user) == ["Restored."]


def test_an_erased_account_stays_erased(helper: Portal, alice: Person) -> None:
    services.close_account(user=alice.user, password=PASSWORD, now=timezone.now())
    services.erase_account(user_id=alice.user.pk, now=timezone.now() + timedelta(days=30))

    answer = helper.act("restore", alice.user)

    assert "erased for good" in messages(answer)[0]
    assert not fresh(alice.user).is_active


def test_a_password_set_by_staff_ends_sessions(helper: Portal, alice: Person) -> None:
    url = f"/admin/accounts/user/{alice.user.pk}/password/"
    form = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "usable_password": "true"}

    answer = helper.client.post(url, form)

    assert answer.status_code == 302
    assert fresh(alice.user).check_password(NEW_PASSWORD)
    assert alice.api.get("/api/v1/auth/me").status_code == 401


def test_staff_actions_on_a_user_are_audited_in_their_workspaces(
    helper: Portal, root: Portal, alice: Person, acme: Workspace
) -> None:
    session = alice.user.sessions.get()
    url = f"/admin/accounts/user/{alice.user.pk}/password/"

    for action in ("deactivate", "activate", "verify_address", "send_reset_link", "sign_out"):
        helper.act(action, alice.user)
    helper.client.post(url, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    root.act("end", session)

    with workspace_scope(acme.pk):
        told = AuditEntry.objects.filter(action__startswith="STAFF_").order_by("number")
        rows = list(told.values_list("action", "target", "actor_email"))
    assert rows == [
        (action, alice.user.public_id, f"{by}@example.com")
        for action, by in [
            ("STAFF_DEACTIVATED_USER", "helper"),
            ("STAFF_ACTIVATED_USER", "helper"),
            ("STAFF_VERIFIED_ADDRESS", "helper"),
            ("STAFF_SENT_RESET_LINK", "helper"),
            ("STAFF_SIGNED_OUT_USER", "helper"),
            ("STAFF_SET_PASSWORD", "helper"),
            ("STAFF_ENDED_SESSION", "root"),
        ]
    ]


def test_a_user_can_be_left_without_a_password(root: Portal, alice: Person) -> None:
    url = f"/admin/accounts/user/{alice.user.pk}/password/"

    answer = root.client.post(url, {"usable_password": "false", "unset-password": "yes"})

    assert answer.status_code == 302
    assert not fresh(alice.user).has_usable_password()
    assert alice.api.get("/api/v1/auth/me").status_code == 401


def test_a_superuser_grants_rights_by_the_form(root: Portal, alice: Person) -> None:
    permission = Permission.objects.get(codename="view_workspace")
    form = root.form_of(alice.user, is_staff="on", user_permissions=[permission.pk])

    answer = root.save(alice.user, form)

    assert answer.status_code == 302
    assert fresh(alice.user).is_staff
    assert list(alice.user.user_permissions.all()) == [permission]


def test_a_users_page_offers_the_allowed_actions(
    helper: Portal, root: Portal, alice: Person
) -> None:
    seen = helper.page(alice.user).content.decode()
    assert "set-password" in seen
    assert "impersonate" not in seen

    assert "impersonate" in root.page(alice.user).content.decode()


def test_the_form_changes_only_the_name(helper: Portal, alice: Person) -> None:
    before = fresh(alice.user)
    form = {"full_name": "Alice B.", "email": "evil@example.com", "is_superuser": "on"}

    answer = helper.save(alice.user, form | {"is_staff": "on"})

    after = fresh(alice.user)
    assert (answer.status_code, after.full_name) == (302, "Alice B.")
    assert (after.email, after.is_staff, after.is_superuser) == (before.email, False, False)


def test_view_permission_gives_no_actions(alice: Person) -> None:
    looker = Portal(make_staff("looker", "accounts.view_user"))

    with nothing_changes():
        looker.act("deactivate", alice.user)
        looker.client.post(f"/admin/accounts/user/{alice.user.pk}/impersonate/", REASON)

    assert looker.list(User).status_code == 200
    assert "Deactivate" not in looker.list(User).content.decode()


def test_a_session_can_be_ended_from_its_list(root: Portal, alice: Person) -> None:
    session = alice.user.sessions.get()

    root.act("end", session)

    assert alice.api.get("/api/v1/auth/me").status_code == 401
    assert entries_about(session) == [f"Ended. {WHY}"]


def test_a_user_added_by_staff_is_verified(root: Portal) -> None:
    form = {"email": "New@Example.com", "full_name": "New", "usable_password": "true"}

    root.client.post(
        "/admin/accounts/user/add/",
        form | {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )

    assert User.objects.get(email="new@example.com").is_verified
