"""Unanswered questions over the API: list, filter, dismiss, reopen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from analytics import queries
from analytics.models import UnansweredQuestion
from analytics.tests.factories import make_unanswered
from core.scope import as_table_owner, workspace_scope
from core.testing import assert_queries, nothing_changes
from voice.agents.models import Agent
from voice.agents.tests.factories import make_agent
from workspaces.models import AuditEntry, Workspace
from workspaces.tests.factories import Person

WEBHOOKS = "Do you support webhooks?"
WEDNESDAY = datetime(2027, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
def path(base: str) -> str:
    return f"{base}/analytics/unanswered"


def questions(answer: Any) -> list[str]:
    return [each["question"] for each in answer.json()["unanswered"]]


def test_a_question_is_returned_with_all_its_wordings(
    alice: Person, path: str, agent: Agent
) -> None:
    make_unanswered(agent, WEBHOOKS, now=datetime(2026, 1, 20, 23, 59, tzinfo=UTC))
    asked = make_unanswered(
        agent,
        *["webhook support?"] * 2,
        now=datetime(2026, 1, 26, tzinfo=UTC),
    )

    answer = alice.api.get(path).json()

    assert answer == {
        "unanswered": [
            {
                "id": asked.public_id,
                "question": WEBHOOKS,
                "occurrences": 3,
                "first_seen": "2026-01-20",
                "last_seen": "2026-01-26",
                "status": "OPEN",
                "agent_id": agent.public_id,
                "wordings": ["webhook support?", WEBHOOKS],
                "entry_id": None,
                "resolved_at": None,
                "reasked": None,
                "note": "",
            }
        ],
        "total": 1,
        "resolved_this_week": 0,
        "next": None,
    }
    assert asked.public_id.startswith("uq_")
    assert alice.api.get(f"{path}/{asked.public_id}").json() == answer["unanswered"][0]


@pytest.mark.parametrize("filtered", [False, True])
def test_the_list_costs_six_queries(alice: Person, path: str, agent: Agent, filtered: bool) -> None:
    for question in (WEBHOOKS, "Is there parking?", "Who is the CEO?"):
        make_unanswered(agent, question)
    query = {"agent_id": agent.public_id, "search": "e"} if filtered else {}

    with assert_queries(6):  # session, scope, time zone, resolved this week, count, page
        answer = alice.api.get(path, query)

    assert answer.json()["total"] == 3


def test_the_list_filters_and_sorts(
    alice: Person, acme: Workspace, path: str, agent: Agent
) -> None:
    other = make_agent(acme, "Other")
    make_unanswered(agent, WEBHOOKS, "webhook support?", now=WEDNESDAY)
    make_unanswered(agent, "Is there parking?", now=WEDNESDAY + timedelta(hours=2))
    make_unanswered(other, "Who is the CEO?", now=WEDNESDAY + timedelta(hours=1))
    with as_table_owner():
        UnansweredQuestion.everywhere.filter(agent=other).update(status="DISMISSED")

    found = {
        name: questions(alice.api.get(path, query))
        for name, query in {
            "latest": {},
            "oldest": {"sort": "first_seen"},
            "commonest": {"sort": "-occurrences", "limit": "1"},
            "open": {"status": "OPEN"},
            "of the other": {"agent_id": other.public_id},
            "by a wording": {"search": "WEBHOOK SUPP"},
        }.items()
    }

    assert found == {
        "latest": ["Is there parking?", "Who is the CEO?", WEBHOOKS],
        "oldest": [WEBHOOKS, "Who is the CEO?", "Is there parking?"],
        "commonest": [WEBHOOKS],
        "open": ["Is there parking?", WEBHOOKS],
        "of the other": ["Who is the CEO?"],
        "by a wording": [WEBHOOKS],
    }


def test_pages_follow_each_other(alice: Person, path: str, agent: Agent) -> None:
    for question in (WEBHOOKS, "Is there parking?", "Who is the CEO?"):
        make_unanswered(agent, question, now=WEDNESDAY)

    first = alice.api.get(path, {"limit": "2"}).json()
    second = alice.api.get(path, {"limit": "2", "cursor": first["next"]}).json()

    assert [each["question"] for each in [*first["unanswered"], *second["unanswered"]]] == [
        "Who is the CEO?",
        "Is there parking?",
        WEBHOOKS,
    ]
    assert second["next"] is None


def resolved(now: datetime, zone: str = "UTC") -> int:
    return queries.resolved_this_week(now=now, zone=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("UTC", "2026-01-20", "2026-01-26"),
        ("Pacific/Kiritimati", "2026-01-21", "2026-01-26"),  # UTC+14
        ("America/New_York", "2026-01-20", "2026-01-25"),
        ("Asia/Kolkata", "2026-01-21", "2026-01-26"),
    ],
)
def test_days_are_those_of_the_workspace(
    alice: Person, base: str, path: str, agent: Agent, zone: str, first: str, last: str
) -> None:
    asked = make_unanswered(agent, WEBHOOKS, now=datetime(2026, 1, 20, 23, 59, tzinfo=UTC))
    make_unanswered(agent, WEBHOOKS, now=datetime(2026, 1, 26, tzinfo=UTC))
    alice.api.patch(base, {"timezone": zone})

    (listed,) = alice.api.get(path).json()["unanswered"]
    with assert_queries(3):  # session, scope, question
        alone = alice.api.get(f"{path}/{asked.public_id}").json()
    dismissed = alice.api.post(f"{path}/{asked.public_id}/dismiss").json()

    for shown in (listed, alone, dismissed):
        assert (shown["first_seen"], shown["last_seen"]) == (first, last)


def test_a_week_starts_on_monday(acme: Workspace, agent: Agent) -> None:
    monday = datetime(2027, 3, 1, tzinfo=UTC)
    for question, resolved_at in (
        (WEBHOOKS, monday),
        ("Is there parking?", monday - timedelta(seconds=1)),
    ):
        row = make_unanswered(agent, question)
        with as_table_owner():
            UnansweredQuestion.everywhere.filter(pk=row.pk).update(
                status="RESOLVED", resolved_at=resolved_at
            )

    with workspace_scope(acme.pk):
        assert resolved(WEDNESDAY) == 1
        found = queries.agent_with_resolved(agent.public_id, now=WEDNESDAY, zone=ZoneInfo("UTC"))
        assert found.resolved_this_week == 1
        assert resolved(WEDNESDAY + timedelta(days=5)) == 0
        assert resolved(WEDNESDAY, "Pacific/Kiritimati") == 2  # Monday begins on Sunday, UTC
        assert resolved(WEDNESDAY, "America/New_York") == 0  # it was Sunday still


def test_questions_are_dismissed_and_reopened(
    alice: Person, acme: Workspace, path: str, agent: Agent
) -> None:
    one = f"{path}/{make_unanswered(agent, WEBHOOKS).public_id}"

    dismissed = alice.api.post(f"{one}/dismiss").json()
    with nothing_changes():
        assert alice.api.post(f"{one}/dismiss").json() == dismissed
    reopened = alice.api.post(f"{one}/reopen").json()
    with nothing_changes():
        assert alice.api.post(f"{one}/reopen").json() == reopened

    assert (dismissed["status"], reopened["status"]) == ("DISMISSED", "OPEN")
    with workspace_scope(acme.pk):
        entries = AuditEntry.objects.filter(action__startswith="QUESTION_").order_by("number")
        assert [(entry.action, entry.after) for entry in entries] == [
            ("QUESTION_DISMISSED", {"status": "DISMISSED"}),
            ("QUESTION_REOPENED", {"status": "OPEN"}),
        ]


def test_a_resolved_question_cannot_be_dismissed(alice: Person, path: str, agent: Agent) -> None:
    row = make_unanswered(agent, WEBHOOKS)
    with as_table_owner():
        UnansweredQuestion.everywhere.update(status="RESOLVED", resolved_at=timezone.now())

    with nothing_changes():
        answer = alice.api.post(f"{path}/{row.public_id}/dismiss")

    assert (answer.status_code, answer.json()["code"]) == (409, "QUESTION_RESOLVED")
