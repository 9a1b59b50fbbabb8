"""Staff impersonate users: audited, with a reason, and never a user who may enter the portal."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Session, User
from core.scope import workspace_scope
from core.testing import ApiClient, nothing_changes
from operations.tests.portal import REASON, Portal, entries_about, fresh, make_staff
from workspaces.models import AuditEntry, Workspace
from workspaces.tests.factories import Person


@pytest.fixture
def root(db: None) -> Portal:
    return Portal(make_staff("root", superuser=True))


@pytest.fixture
def helper(db: None) -> Portal:
    """A member of staff who may view and change users only."""
    return Portal(make_staff("helper", "accounts.view_user", "accounts.change_user"))


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
    [{"is_staff": True}, {"is_superuser": True}, {"is_active": False}],
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
