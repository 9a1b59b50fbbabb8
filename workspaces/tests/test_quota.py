"""Monthly quotas: exactly the allowed number passes."""

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
    """True if it was allowed."""
    try:
        with workspace_scope(workspace.pk):
            consume_quota(metric=metric, quota=quota, now=now)
    except QuotaExceeded:
        return False
    return True


def test_concurrent_uses_pass_exactly_the_quota(transactional_db: None, acme: Workspace) -> None:
    passed = run_concurrently(1_000, lambda _: consume_one(acme, 100))

    assert passed.count(True) == 100
    assert used() == {(acme.pk, "messages", date(2027, 3, 1)): 100}


def test_check_then_count_would_exceed_the_quota(transactional_db: None, acme: Workspace) -> None:
    """The race: one is left, and all who check before anybody counts take it."""
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


def test_the_month_resets_the_counter(acme: Workspace) -> None:
    assert consume_one(acme, 1, MARCH)
    assert not consume_one(acme, 1, MARCH)

    assert consume_one(acme, 1, APRIL)
    assert used() == {
        (acme.pk, "messages", date(2027, 3, 1)): 1,
        (acme.pk, "messages", date(2027, 4, 1)): 1,
    }


def test_workspaces_and_metrics_are_counted_separately(
    acme: Workspace, other_workspace: Workspace
) -> None:
    assert consume_one(acme, 1)

    assert consume_one(other_workspace, 1)
    assert consume_one(acme, 1, metric="minutes")
    assert not consume_one(acme, 1)


def test_an_unlimited_quota_is_still_counted(acme: Workspace) -> None:
    assert all(consume_one(acme, None) for _ in range(3))

    assert used() == {(acme.pk, "messages", date(2027, 3, 1)): 3}


@pytest.mark.parametrize("quota", [0, -1])
def test_a_quota_of_zero_allows_nothing(acme: Workspace, quota: int) -> None:
    with nothing_changes():
        assert not consume_one(acme, quota)


def test_a_rolled_back_use_is_not_counted(acme: Workspace) -> None:
    with pytest.raises(ZeroDivisionError), workspace_scope(acme.pk):
        1 // (consume_quota(metric="messages", quota=1, now=MARCH) or 0)

    assert used() == {}
