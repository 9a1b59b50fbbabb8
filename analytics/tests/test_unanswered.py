"""Each event is counted once, each unanswered question listed once with all its wordings."""

from __future__ import annotations

import threading
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from analytics.models import SeenEvent, UnansweredQuestion, Wording
from analytics.services import recording
from analytics.services.recording import clean_up, record_unanswered, wording_of
from core import ids
from core.events import publish_event
from core.scope import as_table_owner, workspace_scope
from core.testing import nothing_changes, run_concurrently, run_jobs
from voice.agents.models import Agent
from voice.agents.tests.factories import make_agent
from voice.conversations.events import QuestionUnanswered
from workspaces.models import Workspace

NOON = datetime(2027, 3, 1, 12, tzinfo=timezone.get_default_timezone())
QUESTION = "Do you support webhooks?"
WORDINGS = [
    QUESTION,
    "Is there support for webhooks?",
    "webhook support?",
    "Do you support webhooks",
]


def ask(agent: Agent, question: str = QUESTION, now: datetime = NOON, **given: Any) -> None:
    known = {"event_id": uuid.uuid4(), "workspace_id": agent.workspace_id}
    record_unanswered(
        **{**known, "agent_id": agent.public_id, "question": question, "now": now, **given}
    )


def listed() -> list[tuple[str, int]]:
    with as_table_owner():
        rows = UnansweredQuestion.everywhere.order_by("pk")
        return [(row.question, row.occurrences) for row in rows]


def test_a_repeated_event_is_counted_once(agent: Agent) -> None:
    event_id = uuid.uuid4()
    ask(agent, event_id=event_id)

    with nothing_changes():
        ask(agent, event_id=event_id, now=NOON + timedelta(hours=1))

    assert listed() == [(QUESTION, 1)]


def test_concurrent_copies_of_an_event_are_counted_once(
    transactional_db: None, agent: Agent
) -> None:
    event_id = uuid.uuid4()

    run_concurrently(10, lambda _: ask(agent, event_id=event_id), threads=10)

    assert listed() == [(QUESTION, 1)]
    with as_table_owner():
        assert SeenEvent.everywhere.count() == 1


def test_concurrent_copies_of_a_question_are_listed_once(
    transactional_db: None, agent: Agent
) -> None:
    run_concurrently(20, lambda _: ask(agent))

    assert listed() == [(QUESTION, 20)]


def test_spelling_variants_are_the_same_question(agent: Agent) -> None:
    for wording in (QUESTION, "do you support WEBHOOKS", "Do you -- support, webhooks?!"):
        ask(agent, wording)
    ask(agent, "Do you support web hooks?")

    assert listed() == [(QUESTION, 3), ("Do you support web hooks?", 1)]


def test_another_wording_joins_the_open_question(agent: Agent) -> None:
    for wording in (QUESTION, "Is there support for webhooks?", QUESTION, "webhook support?"):
        ask(agent, wording)

    assert listed() == [(QUESTION, 4)]
    with as_table_owner():
        wordings = Wording.everywhere.order_by("pk").values_list("text", "occurrences")
        assert list(wordings) == [
            (QUESTION, 2),
            ("Is there support for webhooks?", 1),
            ("webhook support?", 1),
        ]


@pytest.mark.parametrize("status", ["RESOLVED", "DISMISSED"])
def test_another_wording_of_a_closed_question_is_a_new_question(agent: Agent, status: str) -> None:
    ask(agent)
    with as_table_owner():
        UnansweredQuestion.everywhere.update(status=status)

    ask(agent, "Is there support for webhooks?")

    assert listed() == [(QUESTION, 1), ("Is there support for webhooks?", 1)]


def test_a_dismissed_question_is_still_counted(agent: Agent) -> None:
    ask(agent)
    with as_table_owner():
        UnansweredQuestion.everywhere.update(status="DISMISSED")

    ask(agent)

    with as_table_owner():
        row = UnansweredQuestion.everywhere.get()
    assert (row.status, row.occurrences) == ("DISMISSED", 2)


def test_concurrent_wordings_of_a_question_are_listed_once(
    transactional_db: None, agent: Agent
) -> None:
    run_concurrently(len(WORDINGS), lambda number: ask(agent, WORDINGS[number]))

    ((_, occurrences),) = listed()
    assert occurrences == len(WORDINGS)


def test_race_without_the_lock_lists_it_twice(
    transactional_db: None, agent: Agent, monkeypatch: Any
) -> None:
    """The race that the lock prevents: both read before either writes."""
    both_looked = threading.Barrier(2, timeout=30)
    look = recording._find_similar

    def check_together(*given: Any) -> Any:
        found = look(*given)
        both_looked.wait()
        return found

    monkeypatch.setattr(recording, "_lock_questions", lambda agent: None)
    monkeypatch.setattr(recording, "_find_similar", check_together)

    run_concurrently(2, lambda number: ask(agent, WORDINGS[number]))

    assert len(listed()) == 2


def test_seen_events_are_deleted_after_a_month(agent: Agent) -> None:
    ask(agent, now=NOON)
    ask(agent, now=NOON + timedelta(days=1))

    clean_up(now=NOON + timedelta(days=30, hours=1))

    with as_table_owner():
        assert [event.seen_at for event in SeenEvent.everywhere.all()] == [NOON + timedelta(days=1)]
    assert listed() == [(QUESTION, 2)]


def test_agents_are_counted_separately(acme: Workspace, agent: Agent) -> None:
    ask(agent)
    ask(make_agent(acme, "Other"))

    assert listed() == [(QUESTION, 1), (QUESTION, 1)]


def test_first_and_last_time_are_kept_and_a_resolved_question_reopens(agent: Agent) -> None:
    ask(agent, now=NOON)
    with as_table_owner():
        UnansweredQuestion.everywhere.update(status="RESOLVED")
    ask(agent, now=NOON + timedelta(days=1))

    with as_table_owner():
        row = UnansweredQuestion.everywhere.get()
    assert (row.first_seen_at, row.last_seen_at) == (NOON, NOON + timedelta(days=1))
    assert (row.status, row.occurrences) == ("OPEN", 2)


def test_an_agent_of_another_workspace_is_not_counted(
    agent: Agent, other_workspace: Workspace
) -> None:
    ask(agent, workspace_id=other_workspace.pk)

    assert listed() == []


def test_a_deleted_agent_is_not_counted(acme: Workspace) -> None:
    agent = make_agent(acme, publish=False)
    with as_table_owner():
        Agent.everywhere.filter(pk=agent.pk).delete()

    ask(agent)

    assert listed() == []


def test_long_questions_are_truncated(agent: Agent) -> None:
    ask(agent, "long " * 1_000)
    ask(agent, "long " * 900)

    assert listed() == [(("long " * 1_000)[:500], 2)]


@pytest.mark.parametrize(
    ("question", "wording"),
    [
        ("  What's  up?\n", "what s up"),
        ("Öffnungszeiten: 9–18 Uhr?", "öffnungszeiten 9 18 uhr"),
        ("???", ""),
    ],
)
def test_wordings_are_normalized(question: str, wording: str) -> None:
    assert wording_of(question) == wording


def test_questions_arrive_by_event(agent: Agent) -> None:
    happened = QuestionUnanswered(
        agent_id=agent.public_id, message_id=ids.encode("msg", ids.new_uuid()), question=QUESTION
    )
    with workspace_scope(agent.workspace_id):
        publish_event(happened)

    assert run_jobs() == ["analytics.record_unanswered"]
    assert listed() == [(QUESTION, 1)]
