"""The audit chain: numbered without gaps, and tampering is detected."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import F

from core.db.constraints import violated_constraint
from core.scope import as_table_owner, workspace_scope
from core.testing import run_concurrently
from workspaces.models import AuditEntry, AuditHead, Workspace
from workspaces.services import AuditVerdict, record, verify_audit_log

NOW = datetime(2027, 1, 31, 9, tzinfo=UTC)


def write(workspace: Workspace, *actions: str) -> None:
    for action in actions:
        with workspace_scope(workspace.pk):
            record(action=action, target=workspace.public_id, now=NOW)


def verdict(workspace: Workspace) -> AuditVerdict:
    with workspace_scope(workspace.pk):
        return verify_audit_log()


def test_concurrent_entries_are_numbered_without_gaps(
    transactional_db: None, acme: Workspace, other_workspace: Workspace
) -> None:
    run_concurrently(40, lambda number: write(acme, f"TEST_{number}"), threads=10)

    with as_table_owner():
        rows = AuditEntry.everywhere.filter(workspace=acme)
        numbers = list(rows.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 42))
    assert verdict(acme) == AuditVerdict(entries=41, first_bad=None)
    assert verdict(other_workspace) == AuditVerdict(entries=1, first_bad=None)


def test_race_without_the_lock_numbers_two_the_same(
    transactional_db: None, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The race: all who read the last number before anybody writes get the same."""
    have_read = threading.Barrier(8, timeout=20)

    def wait_for_the_others(*_: object, **__: object) -> bytes:
        have_read.wait()
        return b""

    monkeypatch.setattr("workspaces.services.audit._lock_log", lambda *_: ("{}", "{}"))
    monkeypatch.setattr("workspaces.services.audit._chain_hash", wait_for_the_others)

    def write_one(number: int) -> str:
        try:
            write(acme, f"TEST_{number}")
        except IntegrityError as error:
            return violated_constraint(error)
        return "written"

    outcomes = run_concurrently(8, write_one, threads=8)

    assert sorted(outcomes) == ["audit_entries_are_numbered"] * 7 + ["written"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("at", NOW.replace(hour=8)),
        ("actor", "usr_x"),
        ("actor_email", "x@example.com"),
        ("impersonator", "x@example.com"),
        ("address", "203.0.113.7"),
        ("action", "OTHER"),
        ("target", "other"),
        ("before", {"a": 1}),
        ("after", {"a": 1}),
        ("chain_hash", b"x" * 32),
    ],
)
def test_a_changed_entry_is_detected(acme: Workspace, field: str, value: Any) -> None:
    write(acme, "ONE", "TWO", "THREE")
    assert verdict(acme) == AuditVerdict(entries=4, first_bad=None)

    with as_table_owner():
        AuditEntry.everywhere.filter(workspace=acme, number=3).update(**{field: value})

    assert verdict(acme) == AuditVerdict(entries=4, first_bad=3)


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_missing_entry_is_detected(acme: Workspace, number: int) -> None:
    """The first, one in the middle, and the last."""
    write(acme, "ONE", "TWO", "THREE")

    with as_table_owner():
        AuditEntry.everywhere.filter(workspace=acme, number=number).delete()

    assert verdict(acme) == AuditVerdict(entries=3, first_bad=number)


def test_a_closed_gap_is_detected(acme: Workspace) -> None:
    write(acme, "ONE", "TWO", "THREE")

    with as_table_owner():
        AuditEntry.everywhere.filter(workspace=acme, number=2).delete()
        for number in (3, 4):
            rows = AuditEntry.everywhere.filter(workspace=acme, number=number)
            rows.update(number=F("number") - 1)

    assert verdict(acme) == AuditVerdict(entries=3, first_bad=2)


def test_swapped_entries_are_detected(acme: Workspace) -> None:
    write(acme, "ONE", "TWO", "THREE")

    with as_table_owner():
        rows = AuditEntry.everywhere.filter(workspace=acme)
        for old, new in ((2, 99), (3, 2), (99, 3)):
            rows.filter(number=old).update(number=new)

    assert verdict(acme) == AuditVerdict(entries=4, first_bad=2)


def test_a_truncated_log_with_its_head_is_detected(acme: Workspace) -> None:
    write(acme, "ONE", "TWO")

    with as_table_owner():
        AuditEntry.everywhere.filter(workspace=acme, number=3).delete()
        AuditHead.everywhere.filter(workspace=acme).update(number=2)
    assert verdict(acme) == AuditVerdict(entries=2, first_bad=3)

    with as_table_owner():
        AuditHead.everywhere.filter(workspace=acme).delete()
    assert verdict(acme) == AuditVerdict(entries=2, first_bad=3)


def test_an_entry_of_another_workspace_is_detected(
    acme: Workspace, other_workspace: Workspace
) -> None:
    write(other_workspace, "ONE")

    with as_table_owner():
        AuditEntry.everywhere.filter(workspace=other_workspace, number=2).update(workspace=acme)

    assert verdict(acme) == AuditVerdict(entries=2, first_bad=2)


def test_entries_stay_valid_when_the_secret_is_replaced(acme: Workspace, settings: Any) -> None:
    write(acme, "ONE")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret"

    write(acme, "TWO")
    assert verdict(acme).is_intact

    settings.SECRET_KEY_FALLBACKS = []
    assert verdict(acme).first_bad == 1
