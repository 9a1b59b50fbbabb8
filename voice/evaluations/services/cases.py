"""What an agent has to be able to answer: write it down, change it, delete it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction

from voice.agents.models import Agent
from voice.agents.services.agents import lock_agent
from voice.conversations.models import Conversation, Message
from voice.conversations.queries import history_before
from voice.evaluations.errors import NothingToTest, TooManyTests
from voice.evaluations.models import AgentTest
from voice.evaluations.queries import answer_to_test
from voice.evaluations.services.expectations import facts
from workspaces.services import record, record_change

MOST_TESTS = 100  # of an agent: all of them are run before it is published


@transaction.atomic
def create_test(*, agent: Agent, question: str, now: datetime, **expected: Any) -> AgentTest:
    """Raises TooManyTests."""
    lock_agent(agent)
    if AgentTest.objects.filter(agent=agent).count() >= MOST_TESTS:
        raise TooManyTests(limit=MOST_TESTS)
    test: AgentTest = AgentTest.objects.create(
        workspace_id=agent.workspace_id, agent=agent, question=question, created_at=now, **expected
    )
    record(
        action="AGENT_TEST_CREATED",
        target=test.name_outside,
        after={"agent": agent.name_outside, "question": question},
        now=now,
    )
    return test


@transaction.atomic
def change_test(*, test: AgentTest, now: datetime, **changes: Any) -> AgentTest:
    """The results that it has had stay."""
    before = {field: _told(getattr(test, field)) for field in changes}
    for field, value in changes.items():
        setattr(test, field, value)
    test.save(update_fields=list(changes))
    after = {field: _told(value) for field, value in changes.items()}
    record_change(
        action="AGENT_TEST_CHANGED", target=test.name_outside, before=before, after=after, now=now
    )
    return test


@transaction.atomic
def delete_test(*, test: AgentTest, now: datetime) -> None:
    """The results that it has had stay."""
    question, name_outside = test.question, test.name_outside
    test.delete()
    record(action="AGENT_TEST_DELETED", target=name_outside, before={"question": question}, now=now)


@transaction.atomic
def make_test_of_conversation(
    *,
    conversation: Conversation,
    message: Message | None = None,
    expected: str = "",
    now: datetime,
) -> AgentTest:
    """A test of what was asked in a conversation, with what was said before it.

    The answer that was given is what is expected: that there is one, the facts in it, and its first
    source; or that there is none.
    message: a question or its answer; the last one that was answered if left out.
    expected: what should have been said instead.
    Raises NothingToTest or TooManyTests.
    """
    answer = answer_to_test(conversation, message)
    if answer is None or answer.in_reply_to is None or answer.agent_version is None:
        raise NothingToTest(field=None if message is None else "message_id")
    asked = answer.in_reply_to
    history = [{"role": turn.role, "content": turn.content} for turn in history_before(asked)]
    return create_test(
        agent=answer.agent_version.agent,
        question=asked.content,
        history=history,
        now=now,
        **({"contains": [expected]} if expected else _expectations_of(answer)),
    )


def _expectations_of(answer: Message) -> dict[str, Any]:
    if answer.is_answered is False:
        return {"expects_answer": False}
    source = answer.evidence.order_by("position", "pk").first()
    return {
        "contains": facts(answer.content),
        "document_public_id": None if source is None else source.document_public_id,
    }


def _told(value: Any) -> Any:
    """As the audit log has it."""
    return str(value) if isinstance(value, uuid.UUID) else value
