"""The audit log: who changed what, from where; append-only and tamper-evident."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson
import pytest
from asgiref.sync import async_to_sync
from django.core.files.base import ContentFile
from django.db import ProgrammingError, transaction

from core.actor import Actor, acting_as
from core.scope import as_table_owner, workspace_scope
from core.testing import assert_queries, nothing_changes
from workspaces import services
from workspaces.api.views.audit import AuditLines
from workspaces.models import AuditEntry, Workspace
from workspaces.services import AuditVerdict, record, verify_audit_log
from workspaces.tests.factories import Person, make_person, membership_of

NOW = datetime(2027, 1, 31, 9, tzinfo=UTC)


@pytest.fixture
def path(base: str) -> str:
    return f"{base}/audit-log"


def write(workspace: Workspace, *actions: str) -> None:
    for action in actions:
        with workspace_scope(workspace.pk):
            record(action=action, target=workspace.public_id, now=NOW)


def verdict(workspace: Workspace) -> AuditVerdict:
    with workspace_scope(workspace.pk):
        return verify_audit_log()


def actions_of(workspace: Workspace) -> list[str]:
    with as_table_owner():
        rows = AuditEntry.everywhere.filter(workspace=workspace).order_by("number")
        return list(rows.values_list("action", flat=True))


def test_an_entry_has_actor_action_and_address(alice: Person, base: str, path: str) -> None:
    alice.api.patch(base, {"name": "Acme Ltd", "settings": {}}, **{"User-Agent": "tests"})

    entry = alice.api.get(path, {"action": "WORKSPACE_CHANGED"}).json()["entries"][0]

    assert entry == {
        "id": entry["id"],
        "number": 2,
        "at": entry["at"],
        "actor": alice.user.public_id,
        "actor_email": "alice@example.com",
        "impersonator": "",
        "address": "127.0.0.1",
        "action": "WORKSPACE_CHANGED",
        "target": base.rpartition("/")[2],
        "before": {"name": "Acme"},
        "after": {"name": "Acme Ltd"},
    }


def test_an_impersonator_is_named(acme: Workspace) -> None:
    actor = Actor("usr_1", "alice@example.com", "2001:db8::1", "staff@example.com")
    with workspace_scope(acme.pk), acting_as(actor):
        record(action="TESTED", target="x", now=NOW)

    with as_table_owner():
        entry = AuditEntry.everywhere.get(action="TESTED")
    assert (entry.actor, entry.impersonator) == ("usr_1", "staff@example.com")
    assert entry.address == "2001:db8::1"
    assert verdict(acme).is_intact


def change_members(alice: Person, acme: Workspace, base: str) -> None:
    """Invite, change and remove members in every way."""
    api, dora = alice.api, make_person("dora")
    invited = api.post(f"{base}/invitations", {"email": "dora@example.com", "role": "MEMBER"})
    invitation = f"{base}/invitations/{invited.json()['id']}"
    api.post(f"{invitation}/resend")
    api.patch(invitation, {"role": "VIEWER"})
    dora.api.post(f"/api/v1/invitations/{invited.json()['id']}/accept")
    member = f"{base}/members/{membership_of(acme, dora).public_id}"
    api.patch(member, {"role": "MEMBER"})
    api.delete(member)
    again = api.post(f"{base}/invitations", {"email": "dora@example.com", "role": "MEMBER"})
    api.delete(f"{base}/invitations/{again.json()['id']}")
    third = api.post(f"{base}/invitations", {"email": "dora@example.com", "role": "MEMBER"})
    dora.api.post(f"/api/v1/invitations/{third.json()['id']}/decline")


def change_contents(alice: Person, base: str) -> None:
    """Add, change and remove keys, agents and documents."""
    api = alice.api
    key = api.post(f"{base}/api-keys", {"name": "Website"}).json()["id"]
    api.patch(f"{base}/api-keys/{key}", {"name": "Shop"})
    api.delete(f"{base}/api-keys/{key}")
    agent = api.post(f"{base}/agents", {"name": "Helper"}).json()["id"]
    api.patch(f"{base}/agents/{agent}", {"name": "Seller"})
    api.post(f"{base}/agents/{agent}/publish")
    collection = api.post(f"{base}/collections", {"name": "Handbook"}).json()["id"]
    form = {"file": ContentFile(b"text", "a.txt"), "collection_id": collection}
    document = api.upload(f"{base}/documents", form).json()["id"]
    api.delete(f"{base}/documents/{document}")
    api.delete(f"{base}/collections/{collection}")


def test_every_audited_action_is_recorded(alice: Person, acme: Workspace, base: str) -> None:
    change_members(alice, acme, base)
    change_contents(alice, base)
    alice.api.delete(base)

    assert actions_of(acme) == [
        "WORKSPACE_CREATED",
        "INVITATION_SENT",
        "INVITATION_RESENT",
        "INVITATION_ROLE_CHANGED",
        "MEMBER_ADDED",
        "INVITATION_ACCEPTED",
        "MEMBER_ROLE_CHANGED",
        "MEMBER_REMOVED",
        "INVITATION_SENT",
        "INVITATION_CANCELLED",
        "INVITATION_SENT",
        "INVITATION_DECLINED",
        "KEY_ISSUED",
        "KEY_CHANGED",
        "KEY_REVOKED",
        "AGENT_CREATED",
        "AGENT_CHANGED",
        "AGENT_PUBLISHED",
        "COLLECTION_ADDED",
        "DOCUMENT_ADDED",
        "DOCUMENT_DELETED",
        "COLLECTION_DELETED",
        "WORKSPACE_DELETED",
    ]
    assert verdict(acme) == AuditVerdict(entries=23, first_bad=None)


def test_staff_actions_are_recorded_too(acme: Workspace) -> None:
    staff = Actor("usr_staff", "staff@example.com", "127.0.0.1")
    with acting_as(staff), as_table_owner():
        services.change_limits(workspace=acme, plan="STARTER", now=NOW)
        services.suspend_workspace(workspace=acme, now=NOW)
        services.suspend_workspace(workspace=acme, now=NOW)
        services.resume_workspace(workspace=acme, now=NOW)
        services.delete_workspace(workspace=acme, now=NOW)
        services.restore_workspace(workspace=acme, now=NOW)

    assert actions_of(acme)[1:] == [
        "WORKSPACE_PLAN_CHANGED",
        "WORKSPACE_SUSPENDED",
        "WORKSPACE_RESUMED",
        "WORKSPACE_DELETED",
        "WORKSPACE_RESTORED",
    ]
    with as_table_owner():
        entry = AuditEntry.everywhere.get(action="WORKSPACE_PLAN_CHANGED")
    assert (entry.before, entry.after) == ({"plan": "ENTERPRISE"}, {"plan": "STARTER"})
    assert entry.actor == "usr_staff"
    assert verdict(acme).is_intact


def test_no_secret_is_recorded(alice: Person, base: str) -> None:
    made = alice.api.post(f"{base}/api-keys", {"name": "Website"}).json()
    alice.api.post(f"{base}/invitations", {"email": "dora@example.com", "role": "MEMBER"})

    with as_table_owner():
        entries = str(list(AuditEntry.everywhere.values_list("target", "before", "after")))
    assert made["key"][12:] not in entries
    assert "hash" not in entries
    assert "nonce" not in entries


def test_a_refused_change_leaves_no_entry(alice: Person, acme: Workspace, base: str) -> None:
    with nothing_changes():
        alice.api.patch(base, {"name": "X", "timezone": "Mars/Olympus"})


def test_arbitrary_customer_data_can_be_verified(alice: Person, acme: Workspace, base: str) -> None:
    """PostgreSQL normalizes numbers and the order of keys."""
    odd = {"b": 1e2, "a": [1.50, -0.0, 1e-7, 10**15, "é\u2028🔑"], "": {"z": None, "y": True}}

    assert alice.api.patch(base, {"settings": odd}).status_code == 200

    assert verdict(acme) == AuditVerdict(entries=2, first_bad=None)


def test_the_application_cannot_change_or_remove_entries(acme: Workspace) -> None:
    with nothing_changes():
        for change in (
            lambda: AuditEntry.objects.update(action="OTHER"),
            lambda: AuditEntry.objects.all().delete(),
        ):
            with (
                pytest.raises(ProgrammingError, match="the audit log can only grow"),
                transaction.atomic(),
                workspace_scope(acme.pk),
            ):
                change()


def test_the_log_is_paged_newest_first_and_filtered(
    alice: Person, bob: Person, base: str, path: str
) -> None:
    """Bob joined as number 2."""
    for name in ("Beta", "Gamma"):
        alice.api.patch(base, {"name": name})

    first = alice.api.get(path, {"limit": 3}).json()
    rest = alice.api.get(path, {"limit": 3, "cursor": first["next"]}).json()

    assert [each["number"] for each in first["entries"] + rest["entries"]] == [4, 3, 2, 1]
    assert (first["total"], rest["next"]) == (4, None)
    at = first["entries"][1]["at"]

    def numbers(**filters: str) -> list[int]:
        return [each["number"] for each in alice.api.get(path, filters).json()["entries"]]

    assert numbers(action="MEMBER_ADDED") == [2]
    assert numbers(actor=alice.user.public_id) == [4, 3, 1]
    assert numbers(actor="Alice@example.com") == [4, 3, 1]
    assert numbers(actor="system") == [2]
    assert numbers(since=at) == [4, 3]
    assert numbers(until=at) == [2, 1]
    assert numbers(action="NO_SUCH") == []


def test_a_page_costs_four_queries(alice: Person, acme: Workspace, path: str) -> None:
    write(acme, *["TESTED"] * 30)

    with assert_queries(4):  # session, scope, count, page
        answer = alice.api.get(path)

    assert answer.json()["total"] == 31


@pytest.mark.parametrize("batch", [2, 500])
def test_the_export_has_all_entries_oldest_first(
    alice: Person, acme: Workspace, path: str, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workspaces.api.views.audit._BATCH", batch)
    write(acme, "ONE", "TWO", "THREE")

    answer = alice.api.get(f"{path}/export")

    lines = [orjson.loads(line) for line in answer.getvalue().splitlines()]
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="audit-log.ndjson"'
    as_bytes = alice.api.get(f"{path}/export", Accept="application/octet-stream")
    assert as_bytes.headers["Content-Type"] == "application/octet-stream"
    assert as_bytes.getvalue() == b"".join(line + b"\n" for line in map(orjson.dumps, lines))
    assert lines == alice.api.get(path).json()["entries"][::-1]
    assert [line["number"] for line in lines] == [1, 2, 3, 4]
    filtered = alice.api.get(f"{path}/export", {"action": "TWO"}).getvalue()
    assert [orjson.loads(line)["number"] for line in filtered.splitlines()] == [3]


def test_the_export_is_the_same_under_asgi(acme: Workspace) -> None:
    write(acme, "ONE")

    async def followed() -> bytes:
        return b"".join([lines async for lines in AuditLines(acme.pk, {}).follow()])

    assert async_to_sync(followed)() == b"".join(AuditLines(acme.pk, {}).read())


def test_the_verdict_is_returned(alice: Person, acme: Workspace, path: str) -> None:
    write(acme, "ONE")
    assert alice.api.get(f"{path}/verify").json() == {
        "is_intact": True,
        "entries": 2,
        "first_bad": None,
    }

    with as_table_owner():
        AuditEntry.everywhere.filter(workspace=acme, number=1).update(target="other")

    assert alice.api.get(f"{path}/verify").json() == {
        "is_intact": False,
        "entries": 2,
        "first_bad": 1,
    }
