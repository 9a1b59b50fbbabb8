"""Staff actions on workspaces: through services, and recorded in the workspace's audit log."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.scope import as_table_owner, workspace_scope
from core.testing import nothing_changes, shared
from operations.tests.portal import WHY, Portal, fresh, make_staff, messages
from workspaces import services
from workspaces.models import ApiKey, AuditEntry, Invitation, Workspace
from workspaces.tests.factories import Person, make_key, make_workspace


@shared
def staff() -> Any:
    return make_staff("root", superuser=True)


@pytest.fixture
def root(staff: Any) -> Portal:
    return Portal(staff)


def actions_of(workspace: Workspace) -> list[str]:
    with workspace_scope(workspace.pk):
        return list(AuditEntry.objects.order_by("number").values_list("action", flat=True))


def newest(workspace: Workspace) -> AuditEntry:
    with workspace_scope(workspace.pk):
        entry: AuditEntry = AuditEntry.objects.latest("number")
        return entry


def test_a_suspended_workspace_cannot_be_entered_until_resumed(
    root: Portal, staff: Any, alice: Person, acme: Workspace, base: str
) -> None:
    root.act("suspend", acme)
    assert alice.api.get(base).json()["code"] == "WORKSPACE_SUSPENDED"
    entry = newest(acme)
    assert (entry.action, entry.actor_email) == ("WORKSPACE_SUSPENDED", staff.email)

    root.act("resume", acme)

    assert alice.api.get(base).status_code == 200
    assert actions_of(acme)[-1] == "WORKSPACE_RESUMED"
    said_of = LogEntry.objects.filter(object_id=str(acme.pk)).order_by("pk")
    assert [each.change_message for each in said_of] == [f"Suspended. {WHY}", "Resumed."]


def test_a_closed_workspace_is_restored(
    root: Portal, alice: Person, acme: Workspace, base: str
) -> None:
    root.act("close", acme)
    assert alice.api.get(base).status_code == 404

    root.act("restore", acme)

    assert alice.api.get(base).status_code == 200
    assert actions_of(acme)[-2:] == ["WORKSPACE_DELETED", "WORKSPACE_RESTORED"]


def test_plan_limits_and_networks_are_set_by_the_form(
    root: Portal, acme: Workspace, staff: Any
) -> None:
    form = root.form_of(
        acme,
        plan="STARTER",
        own_messages_per_month="5000",
        own_requests_per_minute="7",
        allowed_ips="203.0.113.7,10.1.2.3/8",
    )

    answer = root.save(acme, form)

    assert answer.status_code == 302
    stored = fresh(acme)
    assert (stored.plan, stored.own_messages_per_month, stored.own_requests_per_minute) == (
        "STARTER",
        5000,
        7,
    )
    assert stored.allowed_ips == ["203.0.113.7/32", "10.0.0.0/8"]
    assert actions_of(acme)[-2:] == ["WORKSPACE_CHANGED", "WORKSPACE_PLAN_CHANGED"]
    assert newest(acme).before["plan"] == acme.plan
    assert newest(acme).actor == staff.public_id


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("allowed_ips", "300.1.1.1"), ("time_zone", "Mars/Base"), ("phone", "call me")),
        *(("logo_url", "https://127.0.0.1/a.png"), ("logo_url", "https://①②⑦.0.0.1/a.png")),
    ],
)
def test_a_services_error_is_shown_at_its_field(
    root: Portal, acme: Workspace, field: str, value: str
) -> None:
    with nothing_changes():
        answer = root.save(acme, root.form_of(acme, **{field: value}))

    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors


def test_saving_without_a_change_records_nothing(root: Portal, acme: Workspace) -> None:
    before = actions_of(acme)

    root.save(acme, root.form_of(acme))

    assert actions_of(acme) == before


def test_an_invitation_is_cancelled(root: Portal, alice: Person, acme: Workspace) -> None:
    with workspace_scope(acme.pk):
        invitation = services.invite(
            email="dora@example.com", role="MEMBER", by=alice.user, now=timezone.now()
        )

    root.act("cancel", invitation)
    again = root.act("cancel", invitation)

    assert fresh(invitation).status == Invitation.Status.CANCELLED
    assert actions_of(acme)[-1] == "INVITATION_CANCELLED"
    assert messages(again) == ["0 invitations cancelled."]


def test_a_key_is_revoked(root: Portal, acme: Workspace) -> None:
    make_key(acme)
    with as_table_owner():
        key = ApiKey.everywhere.get()

    root.act("revoke", key)

    assert fresh(key).revoked_at is not None
    assert "KEY" in newest(acme).action


def test_the_log_is_verified_and_tampering_is_detected(root: Portal, acme: Workspace) -> None:
    assert messages(root.act("check_log", acme)) == [
        f"Acme: {len(actions_of(acme))} entries, as written."
    ]
    entry = newest(acme)
    with as_table_owner(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE workspaces_auditentry SET action = 'NOTHING' WHERE id = %s", [entry.pk]
        )

    of_workspace, of_entry = root.act("check_log", acme), root.act("check_log", entry)

    sentence = f"Acme: entry {entry.number} is missing, changed or misplaced."
    assert messages(of_workspace) == messages(of_entry) == [sentence]


def test_the_log_is_filtered_by_action_and_read_only(root: Portal, acme: Workspace) -> None:
    root.act("suspend", acme)

    found = root.list(AuditEntry, action="WORKSPACE_SUSPENDED").content.decode()

    assert "WORKSPACE_SUSPENDED" in found
    with nothing_changes():
        entry = newest(acme)
        root.save(entry, {"action": "NOTHING"})
        root.client.post(root.url(AuditEntry, "delete", entry.pk), {"post": "yes"})


def test_view_permission_changes_nothing(acme: Workspace) -> None:
    looker = Portal(make_staff("looker", "workspaces.view_workspace"))

    with nothing_changes():
        for verb in ("suspend", "close"):
            looker.act(verb, acme)
        assert looker.save(acme, {"name": "Mine"}).status_code == 403


def test_a_list_costs_the_same_queries_at_any_size(root: Portal, alice: Person) -> None:
    make_workspace(alice, name="First")
    with CaptureQueriesContext(connection) as few:
        root.list(Workspace)
    for number in range(20):
        make_workspace(alice, name=f"Another {number}")

    with CaptureQueriesContext(connection) as many:
        root.list(Workspace)

    assert len(many) == len(few)
