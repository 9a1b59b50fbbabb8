"""Usage and quota of a workspace, and the catalog of plans."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.scope import as_table_owner, workspace_scope
from core.testing import ApiClient
from workspaces import queries, services
from workspaces.models import UsageCounter, Workspace
from workspaces.tests.factories import Person, make_key


def grant(workspace: Workspace, **limits: Any) -> None:
    with as_table_owner():
        services.change_limits(workspace=workspace, now=timezone.now(), **limits)


def ask(visitor: ApiClient, agent: Any) -> Any:
    question = {"agent_id": agent.public_id, "message": "Hello?"}
    return visitor.post("/api/v1/widget/chat", question)


def test_usage_is_shown_against_the_plan(
    alice: Person, acme: Workspace, base: str, agent: Any
) -> None:
    grant(acme, plan="FREE")
    visitor = ApiClient(**{"X-API-Key": make_key(acme)})
    ask(visitor, agent)
    ask(visitor, agent)

    usage = alice.api.get(f"{base}/usage").json()

    first = timezone.now().astimezone(UTC).date().replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    assert usage == {
        "plan": "FREE",
        "month": first.isoformat(),
        "resets_at": f"{following.isoformat()}T00:00:00Z",
        "limits": {"messages_per_month": 100, "requests_per_minute": 60},
        "used": {"messages": 2},
    }


def test_limits_set_by_staff_replace_the_plans(
    alice: Person, acme: Workspace, base: str, agent: Any
) -> None:
    grant(acme, plan="FREE", own_messages_per_month=1, own_requests_per_minute=77)
    visitor = ApiClient(**{"X-API-Key": make_key(acme)})

    answers = [ask(visitor, agent), ask(visitor, agent)]

    assert [each.status_code for each in answers] == [200, 429]
    assert answers[1].json()["code"] == "QUOTA_EXCEEDED"
    usage = alice.api.get(f"{base}/usage").json()
    assert usage["limits"] == {"messages_per_month": 1, "requests_per_minute": 77}
    assert usage["used"] == {"messages": 1}
    grant(acme, own_messages_per_month=2)
    assert ask(visitor, agent).status_code == 200


def test_a_limit_of_zero_can_be_set(acme: Workspace, agent: Any) -> None:
    grant(acme, own_messages_per_month=0)

    assert ask(ApiClient(**{"X-API-Key": make_key(acme)}), agent).status_code == 429


@pytest.mark.parametrize(
    ("now", "month", "resets_at"),
    [
        (datetime(2027, 1, 31, 23, 59, tzinfo=UTC), "2027-01-01", "2027-02-01T00:00:00+00:00"),
        (datetime(2027, 12, 1, tzinfo=UTC), "2027-12-01", "2028-01-01T00:00:00+00:00"),
    ],
)
def test_months_are_counted_in_utc(
    acme: Workspace, now: datetime, month: str, resets_at: str
) -> None:
    with workspace_scope(acme.pk):
        services.consume_quota(metric="messages", quota=None, now=now)
        usage = queries.usage(now=now)

    with as_table_owner():
        assert UsageCounter.everywhere.get().month.isoformat() == month
    assert (usage.month.isoformat(), usage.resets_at.isoformat()) == (month, resets_at)
    assert usage.used == {"messages": 1}


def test_the_plans_are_public(anonymous: ApiClient) -> None:
    plans = anonymous.get("/api/v1/plans").json()

    assert plans["total"] == 4
    assert plans["plans"][0] == {
        "id": "FREE",
        "name": "Free",
        "requests_per_minute": 60,
        "messages_per_month": 100,
    }
    assert plans["plans"][3]["messages_per_month"] is None
