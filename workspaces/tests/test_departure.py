"""A closed account is closed at once, can be restored for thirty days, and is then erased."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts import services
from accounts.errors import (
    AccountClosed,
    AccountErased,
    BadCredentials,
    PasswordWrong,
    TooManyTries,
)
from accounts.models import DataExport, EmailChallenge, Session, User
from accounts.services.closing import GRACE, anonymous_email, erase_account
from accounts.tests.factories import PASSWORD, make_user
from core.errors import NotFound
from core.models import Job
from core.scope import as_table_owner, workspace_scope
from core.testing import ApiClient, nothing_changes, run_concurrently, run_jobs
from workspaces import services as workspaces
from workspaces.errors import OwnsSharedWorkspaces
from workspaces.models import AuditEntry, Invitation, Membership, Workspace
from workspaces.tests.factories import Person, add_member, make_workspace


def close(person: Person) -> None:
    services.close_account(user=person.user, password=PASSWORD, now=timezone.now())
    person.user.refresh_from_db()


def roles_of(user: User) -> dict[str, str]:
    with as_table_owner():
        rows = Membership.everywhere.filter(user=user).select_related("workspace")
        return {row.workspace.name: row.role for row in rows}


def is_closed(workspace: Workspace) -> bool:
    with as_table_owner():
        return Workspace.objects.get(pk=workspace.pk).deleted_at is not None


def test_closing_ends_sessions_and_sign_in_at_once(alice: Person, acme: Workspace) -> None:
    close(alice)

    assert alice.api.get("/api/v1/auth/me").status_code == 401
    with pytest.raises(BadCredentials):
        services.sign_in(
            email=alice.user.email,
            password=PASSWORD,
            user_agent="",
            address="127.0.0.1",
            now=timezone.now(),
        )
    assert not alice.user.is_active
    run_jobs("mail")
    assert [each.subject for each in mail.outbox if each.to == [alice.user.email]] == [
        "Your Frontdesk account is closed"
    ]


@pytest.mark.django_db(transaction=True)
def test_concurrent_closings_happen_once(alice: Person, acme: Workspace) -> None:
    def ask(_: int) -> None:
        services.close_account(
            user=User.objects.get(pk=alice.user.pk), password=PASSWORD, now=timezone.now()
        )

    run_concurrently(8, ask)

    names = Job.objects.order_by("name").values_list("name", flat=True)
    assert [name for name in names if name.startswith(("accounts.erase", "accounts.send"))] == [
        "accounts.erase_account",
        "accounts.send_account_closed",
    ]
    with as_table_owner():
        closed = AuditEntry.everywhere.filter(workspace=acme, action="WORKSPACE_DELETED")
        assert closed.count() == 1


def test_closing_closes_own_workspaces_and_ends_other_memberships(
    alice: Person, bob: Person, acme: Workspace
) -> None:
    bobs = make_workspace(bob, name="Bob's")

    close(bob)

    assert (is_closed(bobs), is_closed(acme)) == (True, False)
    assert roles_of(bob.user) == {"Bob's": "OWNER"}
    with workspace_scope(acme.pk):
        assert AuditEntry.objects.latest("number").action == "MEMBER_LEFT"


def test_shared_workspaces_must_be_transferred_first(
    alice: Person, bob: Person, acme: Workspace
) -> None:
    zebra = make_workspace(alice, name="Zebra")
    add_member(zebra, bob, "VIEWER")
    make_workspace(alice, name="Own")

    with pytest.raises(OwnsSharedWorkspaces) as refusal, nothing_changes():
        close(alice)

    assert refusal.value.kind == "conflict"
    assert str(refusal.value).endswith("first: Acme, Zebra.")


def test_the_password_is_required_and_guessing_is_limited(alice: Person, settings: Any) -> None:
    settings.RATE_LIMIT_FACTOR = 1.0

    with nothing_changes():
        for _ in range(10):
            with pytest.raises(PasswordWrong):
                services.close_account(user=alice.user, password="wrong", now=timezone.now())
        with pytest.raises(TooManyTries):
            services.close_account(user=alice.user, password=PASSWORD, now=timezone.now())


def test_staff_can_restore_account_and_workspaces(
    alice: Person, bob: Person, acme: Workspace
) -> None:
    bobs, earlier = make_workspace(bob, name="Bob's"), make_workspace(bob, name="Earlier")
    with workspace_scope(earlier.pk):
        workspaces.delete_workspace(workspace=earlier, now=timezone.now() - timedelta(days=1))
    close(bob)

    restored = services.restore_account(user=bob.user, now=timezone.now())

    assert (restored.is_active, restored.closed_at) == (True, None)
    assert (is_closed(bobs), is_closed(earlier)) == (False, True)
    assert "Acme" not in roles_of(bob.user)
    services.sign_in(
        email=bob.user.email,
        password=PASSWORD,
        user_agent="",
        address="127.0.0.1",
        now=timezone.now(),
    )


def test_an_open_account_cannot_be_restored(alice: Person) -> None:
    with nothing_changes(), pytest.raises(NotFound):
        services.restore_account(user=alice.user, now=timezone.now())


def test_a_closed_account_cannot_be_activated(alice: Person) -> None:
    close(alice)

    with nothing_changes(), pytest.raises(AccountClosed):
        services.set_active(user=alice.user, is_active=True, now=timezone.now())


def test_a_restored_account_is_not_erased(alice: Person) -> None:
    close(alice)
    services.restore_account(user=alice.user, now=timezone.now())

    with nothing_changes():
        erase_account(user_id=alice.user.pk, now=timezone.now() + 2 * GRACE)


def test_the_job_runs_after_the_grace_period(alice: Person) -> None:
    close(alice)
    run_jobs()

    job = Job.objects.get(name="accounts.erase_account")

    assert alice.user.closed_at is not None
    assert job.due_at >= alice.user.closed_at + GRACE
    with nothing_changes():
        early = alice.user.closed_at + GRACE - timedelta(seconds=1)
        erase_account(user_id=alice.user.pk, now=early)


def test_the_first_job_does_not_erase_an_account_closed_again(alice: Person) -> None:
    close(alice)
    services.restore_account(user=alice.user, now=timezone.now())
    User.objects.filter(pk=alice.user.pk).update(
        is_active=False, closed_at=timezone.now() + timedelta(days=10)
    )

    with nothing_changes():
        erase_account(user_id=alice.user.pk, now=timezone.now() + GRACE)


def test_after_erasure_nothing_identifies_the_user(
    alice: Person, bob: Person, acme: Workspace, other_workspace: Workspace, charlie: Person
) -> None:
    with workspace_scope(other_workspace.pk):
        workspaces.invite(
            email="bob@example.com", role="MEMBER", by=charlie.user, name="Bob", now=timezone.now()
        )
    services.request_export(user=bob.user, now=timezone.now())
    services.forgot_password(email=bob.user.email, by="link", now=timezone.now())
    run_jobs()
    stored_as = DataExport.objects.get().file.name
    close(bob)

    for _ in range(2):
        erase_account(user_id=bob.user.pk, now=timezone.now() + GRACE)

    erased = User.objects.get(pk=bob.user.pk)
    assert erased.email == anonymous_email(erased) == f"erased-{erased.uuid}@erased.invalid"
    assert (erased.full_name, erased.email_verified_at, erased.last_login) == ("", None, None)
    assert not erased.has_usable_password()
    assert not Session.objects.filter(user=erased).exists()
    assert not EmailChallenge.objects.filter(user=erased).exists()
    assert not DataExport.objects.filter(user=erased).exists()
    with as_table_owner():
        invitation = Invitation.everywhere.get(workspace=other_workspace)
    assert (invitation.email, invitation.name) == (erased.email, "")
    assert invitation.status == Invitation.Status.CANCELLED
    assert default_storage.exists(stored_as)
    assert "accounts.delete_export_file" in run_jobs()
    assert not default_storage.exists(stored_as)
    with pytest.raises(AccountErased):
        services.restore_account(user=erased, now=timezone.now())


def test_an_erased_address_can_register_again(alice: Person) -> None:
    close(alice)
    erase_account(user_id=alice.user.pk, now=timezone.now() + GRACE)

    newcomer = make_user("alice")

    assert newcomer.pk != alice.user.pk


def test_an_account_can_be_closed_at_the_door(
    alice: Person, acme: Workspace, anonymous: ApiClient
) -> None:
    refused = alice.api.post("/api/v1/auth/close-account", {"password": "wrong"})
    answer = alice.api.post("/api/v1/auth/close-account", {"password": PASSWORD})

    assert (refused.status_code, refused.json()["code"]) == (400, "PASSWORD_WRONG")
    assert answer.status_code == 200
    assert alice.api.get("/api/v1/auth/me").status_code == 401
    assert is_closed(acme)
