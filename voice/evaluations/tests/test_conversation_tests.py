"""Cases are created from conversations, expecting the answer given or a better one."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from core.jobs import worker
from core.scope import workspace_scope
from core.testing import nothing_changes, shared
from knowledge.models import Document
from knowledge.tests.factories import make_collection, make_document
from voice.agents.models import Agent
from voice.conversations import services
from voice.conversations.models import Conversation, Message
from workspaces.models import Workspace
from workspaces.tests.factories import Person


@shared
def document(acme: Workspace) -> Document:
    return make_document(make_collection(acme))


@shared
def conversation(acme: Workspace, document: Document, agent: Agent) -> Conversation:
    with workspace_scope(acme.pk):
        return services.start_conversation(agent=agent, channel="WIDGET", now=timezone.now())


@pytest.fixture
def tests(base: str, conversation: Conversation) -> str:
    return f"{base}/conversations/{conversation.public_id}/tests"


def ask(conversation: Conversation, question: str, *, answered: bool = True) -> Message:
    """Return the answer."""
    with workspace_scope(conversation.workspace_id):
        answer, job = services.ask(conversation=conversation, question=question, now=timezone.now())
    if answered:
        worker.run(job.pk)
    return answer


def expectations(made: dict[str, Any]) -> dict[str, Any]:
    names = ("question", "contains", "excludes", "expects_answer", "document_id", "min_confidence")
    return {name: made[name] for name in names}


def test_the_last_answer_sets_the_expectations(
    alice: Person, conversation: Conversation, document: Document, tests: str
) -> None:
    ask(conversation, "Are you open on Saturday?")
    ask(conversation, "When can goods be returned?")

    answer = alice.api.post(tests)

    assert answer.status_code == 201
    made = answer.json()
    assert expectations(made) == {
        "question": "When can goods be returned?",
        "contains": ["45"],
        "excludes": [],
        "expects_answer": True,
        "document_id": document.public_id,
        "min_confidence": None,
    }
    assert [turn["role"] for turn in made["history"]] == ["user", "assistant"]
    assert made["history"][0]["content"] == "Are you open on Saturday?"


def test_the_created_case_passes(
    alice: Person, base: str, agent: Agent, conversation: Conversation, tests: str
) -> None:
    ask(conversation, "Are you open on Saturday?")
    ask(conversation, "And on Sunday?")
    alice.api.post(tests)

    answer = alice.api.post(f"{base}/agents/{agent.public_id}/publish").json()

    assert answer["tests"] == {"total": 1, "passed": 1, "failed": []}


@pytest.mark.parametrize("named_by", ["question", "answer"])
def test_a_message_can_be_chosen(
    alice: Person, acme: Workspace, conversation: Conversation, tests: str, named_by: str
) -> None:
    answer = ask(conversation, "Are you open on Saturday?")
    ask(conversation, "When can goods be returned?")
    with workspace_scope(acme.pk):
        asked = Message.objects.get(answer=answer.pk)
    named = asked if named_by == "question" else answer

    made = alice.api.post(tests, {"message_id": named.public_id}).json()

    assert made["question"] == "Are you open on Saturday?"
    assert "10 am" in made["contains"]
    assert made["history"] == []


def test_a_fallback_answer_is_expected_again(
    alice: Person, conversation: Conversation, tests: str
) -> None:
    ask(conversation, "Do you sell submarines?")

    made = alice.api.post(tests).json()

    assert (made["expects_answer"], made["contains"], made["document_id"]) == (False, [], None)


def test_a_better_answer_can_be_expected_instead(
    alice: Person, conversation: Conversation, tests: str
) -> None:
    ask(conversation, "Do you sell submarines?")

    made = alice.api.post(tests, {"expected": "Only yellow ones"}).json()

    assert (made["expects_answer"], made["contains"]) == (True, ["Only yellow ones"])


def test_an_unanswered_question_makes_no_case(
    alice: Person, conversation: Conversation, tests: str
) -> None:
    waiting = ask(conversation, "Are you open on Saturday?", answered=False)

    with nothing_changes():
        last = alice.api.post(tests)
        named = alice.api.post(tests, {"message_id": waiting.public_id})

    assert (last.status_code, last.json()["code"]) == (409, "NOTHING_TO_TEST")
    assert (named.status_code, named.json()["field"]) == (409, "message_id")


def test_a_message_of_another_conversation_is_not_found(
    alice: Person, acme: Workspace, agent: Agent, conversation: Conversation, tests: str
) -> None:
    with workspace_scope(acme.pk):
        other = services.start_conversation(agent=agent, channel="WIDGET", now=timezone.now())
    foreign = ask(other, "Are you open on Saturday?")

    with nothing_changes():
        answer = alice.api.post(tests, {"message_id": foreign.public_id})

    assert (answer.status_code, answer.json()["field"]) == (404, "message_id")


def test_no_case_is_created_from_another_members_chat(
    alice: Person, bob: Person, acme: Workspace, base: str, document: Document, agent: Agent
) -> None:
    with workspace_scope(acme.pk):
        chat = services.start_conversation(
            agent=agent, channel="CHAT", started_by=bob.user, now=timezone.now()
        )
    ask(chat, "Are you open on Saturday?")
    path = f"{base}/conversations/{chat.public_id}/tests"

    with nothing_changes():
        refused = alice.api.post(path)

    assert refused.status_code == 404
    assert bob.api.post(path).status_code == 201
