"""Staff actions on users: each takes effect, is recorded, and grants nobody rights."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.models import Session, User
from accounts.tests.factories import PASSWORD, make_user, token_of
from core.scope import workspace_scope
from core.testing import ApiClient, nothing_changes, run_jobs
from operations.tests.portal import Portal, fresh, make_staff, said
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


def entries_about(user: User) -> list[str]:
    rows = LogEntry.objects.filter(object_id=str(user.pk)).order_by("pk")
    return [row.change_message for row in rows]


def test_deactivating_ends_sessions_and_activating_allows_sign_in(
    helper: Portal, alice: Person
) -> None:
    helper.act("deactivate", alice.user)
    assert alice.api.get("/api/v1/auth/me").status_code == 401
    assert not fresh(alice.user).is_active

    helper.act("activate", alice.user)

    assert ApiClient(token_of(fresh(alice.user))).get("/api/v1/auth/me").status_code == 200
    assert entries_about(alice.user) == ["Deactivated.", "Activated."]


def test_a_user_verified_by_staff_can_sign_in(helper: Portal, db: None) -> None:
    pending = make_user("pending", verified=False)

    helper.act("verify_address", pending)

    assert (fresh(pending).is_verified, fresh(pending).is_pending) == (True, False)
    assert entries_about(pending) == ["Address verified."]


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

    assert "erased for good" in said(answer)[0]
    assert not fresh(alice.user).is_active


def test_a_password_set_by_staff_ends_sessions(helper: Portal, alice: Person) -> None:
    url = f"/admin/accounts/user/{alice.user.pk}/password/"
    form = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "usable_password": "true"}

    answer = helper.client.post(url, form)

    assert answer.status_code == 302
    assert fresh(alice.user).check_password(NEW_PASSWORD)
    assert alice.api.get("/api/v1/auth/me").status_code == 401


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


@pytest.mark.parametrize("verb", ["deactivate", "sign_out", "send_reset_link", "verify_address"])
def test_only_superusers_change_staff(helper: Portal, verb: str) -> None:
    colleague = make_staff("colleague")

    with nothing_changes():
        answer = helper.client.post(
            helper.url(User, "changelist"), {"action": verb, "_selected_action": [colleague.pk]}
        )
        password = helper.client.get(f"/admin/accounts/user/{colleague.pk}/password/")

    assert (answer.status_code, password.status_code) == (403, 403)


def test_view_permission_gives_no_actions(alice: Person) -> None:
    looker = Portal(make_staff("looker", "accounts.view_user"))

    with nothing_changes():
        looker.act("deactivate", alice.user)
        looker.client.post(f"/admin/accounts/user/{alice.user.pk}/impersonate/", REASON)

    assert looker.list(User).status_code == 200
    assert "Deactivate" not in looker.list(User).content.decode()


REASON = {"reason": "Ticket 4711: cannot publish"}


def impersonate(portal: Portal, user: User, form: dict[str, str] = REASON) -> Any:
    return portal.client.post(f"/admin/accounts/user/{user.pk}/impersonate/", form)


def test_impersonating_returns_a_token_once_and_is_audited(
    alice: Person, bob: Person, acme: Workspace
) -> None:
    staff = make_staff("support", "accounts.view_user", "accounts.add_session")

    answer = impersonate(Portal(staff), bob.user)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    token = answer.content.decode().strip()
    assert ApiClient(token).get("/api/v1/auth/me").json()["email"] == "bob@example.com"
    assert fresh(Session.objects.latest("pk")).impersonator == staff
    assert entries_about(bob.user) == ["Impersonated: Ticket 4711: cannot publish"]
    with workspace_scope(acme.pk):
        entry = AuditEntry.objects.latest("number")
    assert (entry.action, entry.target) == ("STAFF_IMPERSONATED", bob.user.public_id)
    assert entry.after == {"reason": "Ticket 4711: cannot publish"}
    assert (entry.actor, entry.actor_email) == (staff.public_id, "support@example.com")
    assert entry.address == "127.0.0.1"


def test_deactivated_staff_can_no_longer_impersonate(root: Portal, alice: Person) -> None:
    staff = make_staff("support", "accounts.view_user", "accounts.add_session")
    token = impersonate(Portal(staff), alice.user).content.decode().strip()

    root.act("deactivate", staff)

    assert ApiClient(token).get("/api/v1/auth/me").status_code == 401
    assert alice.api.get("/api/v1/auth/me").status_code == 200


def test_viewing_the_form_starts_no_session(root: Portal, alice: Person) -> None:
    with nothing_changes():
        page = root.client.get(f"/admin/accounts/user/{alice.user.pk}/impersonate/")
        refused = impersonate(root, alice.user, {"reason": ""})

    assert (page.status_code, refused.status_code) == (200, 200)
    assert "Act as alice@example.com" in page.content.decode()
    assert "eyJ" not in refused.content.decode()


@pytest.mark.parametrize(
    "fields",
    [{"is_staff": True}, {"is_superuser": True}, {"is_active": False}, {"is_pending": True}],
    ids=str,
)
def test_some_users_cannot_be_impersonated(root: Portal, alice: Person, fields: Any) -> None:
    User.objects.filter(pk=alice.user.pk).update(**fields)
    sessions = Session.objects.count()

    answer = impersonate(root, alice.user)

    assert answer.status_code == 302
    assert Session.objects.count() == sessions
    assert entries_about(alice.user) == []


def test_impersonating_requires_the_permission(helper: Portal, alice: Person) -> None:
    with nothing_changes():
        assert impersonate(helper, alice.user).status_code == 403


def test_impersonating_requires_the_csrf_token(alice: Person) -> None:
    """Another website cannot make a signed-in member of staff do it."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_staff("root", superuser=True))

    with nothing_changes():
        answer = client.post(f"/admin/accounts/user/{alice.user.pk}/impersonate/", REASON)

    assert answer.status_code == 403


def test_a_session_can_be_ended_from_its_list(root: Portal, alice: Person) -> None:
    session = alice.user.sessions.get()

    root.act("end", session)

    assert alice.api.get("/api/v1/auth/me").status_code == 401
    assert entries_about(session) == ["Ended."]


def test_a_user_added_by_staff_is_verified(root: Portal) -> None:
    form = {"email": "New@Example.com", "full_name": "New", "usable_password": "true"}

    root.client.post(
        "/admin/accounts/user/add/",
        form | {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )

    assert User.objects.get(email="new@example.com").is_verified
