"""The managers of a workspace are told once when the messages of a month run out."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail

from core.scope import workspace_scope
from core.testing import run_concurrently, run_jobs
from workspaces import services
from workspaces.models import Workspace
from workspaces.tests.factories import Person, add_member, make_person
from workspaces.tests.test_quota import APRIL, MARCH, consume_one


@pytest.fixture(autouse=True)
def team(alice: Person, acme: Workspace) -> None:
    """Acme may use ten messages a month; it has an owner, an admin and a member."""
    add_member(acme, make_person("dora"), "ADMIN")
    add_member(acme, make_person("emil"), "MEMBER")
    allow(acme, 10)


def allow(workspace: Workspace, quota: int | None) -> None:
    with workspace_scope(workspace.pk):
        services.change_limits(workspace=workspace, own_messages_per_month=quota, now=MARCH)


def consume(workspace: Workspace, times: int, quota: int = 10, now: Any = MARCH) -> int:
    return [consume_one(workspace, quota, now) for _ in range(times)].count(True)


def received() -> list[tuple[str, str]]:
    """(receiver, subject) of what was mailed since the last call."""
    run_jobs("mail")
    sent: list[Any] = mail.outbox
    found = sorted((message.to[0].partition("@")[0], message.subject) for message in sent)
    sent.clear()
    return found


def to_both(subject: str) -> list[tuple[str, str]]:
    return [("alice", subject), ("dora", subject)]


MOST = "Acme has used 8 of 10 messages of this month"
ALL = "Acme has used all messages of this month"


def test_managers_are_mailed_at_80_and_at_100_percent_once(acme: Workspace) -> None:
    consume(acme, 7)
    assert received() == []

    consume(acme, 1)
    assert received() == to_both(MOST)
    consume(acme, 1)
    assert received() == []
    consume(acme, 1)
    assert received() == to_both(ALL)

    assert consume(acme, 3) == 0
    assert received() == []
    consume(acme, 8, now=APRIL)
    assert received() == to_both(MOST)


def test_the_mail_says_what_happens_and_whom_to_ask(acme: Workspace, settings: Any) -> None:
    settings.SUPPORT_EMAIL = "staff@desk.example"

    consume(acme, 10)
    run_jobs("mail")

    message: Any = mail.outbox[-1]
    assert "Until 1 April 2027 visitors get no answers from the agents" in message.body
    assert "ask for a larger plan: staff@desk.example" in message.body
    assert 'href="mailto:staff@desk.example"' in message.alternatives[0][0]


def test_many_at_once_tell_once(transactional_db: None, alice: Person, acme: Workspace) -> None:
    run_concurrently(20, lambda _: consume_one(acme, 10))

    # Both jobs may run after the last message, and then say the same.
    assert {name for name, _ in received()} == {"alice", "dora"}
    assert received() == []


def test_a_smaller_quota_that_is_used_up_already_is_told(acme: Workspace) -> None:
    consume(acme, 7)
    assert received() == []

    allow(acme, 7)

    assert received() == to_both(ALL)


def test_a_larger_quota_is_told_of_again(acme: Workspace) -> None:
    consume(acme, 10)
    received()

    allow(acme, 20)
    assert received() == []
    consume(acme, 6, quota=20)

    assert received() == to_both("Acme has used 16 of 20 messages of this month")


def test_a_mail_that_no_longer_holds_is_not_sent(acme: Workspace) -> None:
    consume(acme, 8)

    allow(acme, 100)

    assert received() == []


def test_an_unlimited_plan_tells_nothing(acme: Workspace) -> None:
    allow(acme, None)

    with workspace_scope(acme.pk):
        for _ in range(12):
            services.consume_quota(metric="messages", quota=None, now=MARCH)

    assert received() == []


@pytest.mark.parametrize("plan", ["STARTER", "FREE"])
def test_a_new_workspace_has_the_installations_plan(
    alice: Person, settings: Any, plan: str
) -> None:
    settings.DEFAULT_PLAN = plan

    made = alice.api.post("/api/v1/workspaces", {"name": "Second"}).json()
    usage = alice.api.get(f"/api/v1/workspaces/{made['id']}/usage").json()

    allowed = {"STARTER": (2_000, 120), "FREE": (100, 60)}[plan]
    limits = usage["limits"]
    assert (usage["plan"], made["subscription_tier"]) == (plan, plan)
    assert (limits["messages_per_month"], limits["requests_per_minute"]) == allowed
