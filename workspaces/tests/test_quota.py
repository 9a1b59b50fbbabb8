"""Monthly quotas: exactly as many pass as are allowed."""

from __future__ import annotations

import threading
from datetime import date, datetime

import pytest
from django.db.models import F
from django.utils import timezone

from core.scope import as_table_owner, workspace_scope
from core.testing import nothing_changes, run_concurrently
from workspaces.errors import QuotaExceeded
from workspaces.models import UsageCounter, Workspace
from workspaces.services import consume_quota

MARCH = datetime(2027, 3, 31, 23, 59, tzinfo=timezone.get_default_timezone())
APRIL = datetime(2027, 4, 1, 0, 0, tzinfo=timezone.get_default_timezone())


def used() -> dict[tuple[int, str, date], int]:
    with as_table_owner():
        rows = UsageCounter.everywhere.values_list("workspace_id", "metric", "month", "used")
        return {(workspace, metric, month): number for workspace, metric, month, number in rows}


def consume_one(
    workspace: Workspace, quota: int | None, now: datetime = MARCH, metric: str = "messages"
) -> bool:
    """Whether it was allowed."""
    try:
        with workspace_scope(workspace.pk):
            consume_quota(metric=metric, quota=quota, now=now)
    except QuotaExceeded:
        return False
    return True


def test_of_many_at_once_exactly_the_quota_passes(transactional_db: None, acme: Workspace) -> None:
    passed = run_concurrently(1_000, lambda _: consume_one(acme, 100))

    assert passed.count(True) == 100
    assert used() == {(acme.pk, "messages", date(2027, 3, 1)): 100}


def test_looking_first_and_counting_then_would_let_more_pass(
    transactional_db: None, acme: Workspace
) -> None:
    """The race is real: one is left, and all who look before anybody counts take it."""
    for _ in range(99):
        consume_one(acme, 100)
    looked = threading.Barrier(8, timeout=20)

    def look_then_count(_: int) -> bool:
        with workspace_scope(acme.pk):
            is_left = UsageCounter.objects.get().used < 100
        looked.wait()
        if is_left:
            with workspace_scope(acme.pk):
                UsageCounter.objects.update(used=F("used") + 1)
        return is_left

    assert run_concurrently(8, look_then_count, threads=8) == [True] * 8
    assert used() == {(acme.pk, "messages", date(2027, 3, 1)): 107}


def test_a_refusal_counts_nothing(acme: Workspace) -> None:
    assert [consume_one(acme, 2) for _ in range(3)] == [True, True, False]

    with nothing_changes():
        assert not consume_one(acme, 2)
        assert not consume_one(acme, 1)


def test_the_month_begins_anew(acme: Workspace) -> None:
    assert consume_one(acme, 1, MARCH)
    assert not consume_one(acme, 1, MARCH)

    assert consume_one(acme, 1, APRIL)
    assert used() == {
        (acme.pk, "messages", date(2027, 3, 1)): 1,
        (acme.pk, "messages", date(2027, 4, 1)): 1,
    }


def test_workspaces_and_metrics_are_counted_apart(
    acme: Workspace, other_workspace: Workspace
) -> None:
    assert consume_one(acme, 1)

    assert consume_one(other_workspace, 1)
    assert consume_one(acme, 1, metric="minutes")
    assert not consume_one(acme, 1)


def test_a_quota_of_none_is_unlimited_and_still_counted(acme: Workspace) -> None:
    assert all(consume_one(acme, None) for _ in range(3))

    assert used() == {(acme.pk, "messages", date(2027, 3, 1)): 3}


@pytest.mark.parametrize("quota", [0, -1])
def test_a_quota_of_nothing_lets_nothing_pass(acme: Workspace, quota: int) -> None:
    with nothing_changes():
        assert not consume_one(acme, quota)


def test_what_is_undone_is_not_used(acme: Workspace) -> None:
    with pytest.raises(ZeroDivisionError), workspace_scope(acme.pk):
        1 // (consume_quota(metric="messages", quota=1, now=MARCH) or 0)

    assert used() == {}
