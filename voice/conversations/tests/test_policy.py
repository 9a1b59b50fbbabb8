"""Topics and words that an agent is allowed, whatever its documents contain."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from core.models import OutboxEvent
from core.scope import workspace_scope
from core.testing import shared
from knowledge.tests.factories import make_collection, make_document
from voice.agents.models import Agent
from voice.agents.services import change_agent, publish_agent
from voice.agents.tests.factories import make_agent
from voice.answering.policy import contains_any, is_on_topic
from voice.conversations import services
from voice.conversations.models import Message
from workspaces.models import Workspace
from workspaces.tests.factories import Person

SHOP = ["Opening hours", "Returns and refunds", "Delivery", "Payment"]


@pytest.mark.parametrize(
    "question",
    [
        "When are you open?",
        "Can I send shoes back?",
        "How much is shipping to Graz?",
        "Do you take credit cards?",
        "I want my money back",
    ],
)
def test_questions_on_a_topic_are_recognized(question: str) -> None:
    assert is_on_topic(question, SHOP)


@pytest.mark.parametrize(
    "question",
    [
        "Who won the world cup?",
        "Write me a poem about cats",
        "How do I fix a python bug?",
        "Which stocks should I buy?",
        "Tell me a joke about lawyers",
    ],
)
def test_off_topic_questions_are_recognized(question: str) -> None:
    assert not is_on_topic(question, SHOP)
    assert is_on_topic(question, [])


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Talk about Acme Rival now", ["acme rival"], True),
        ("talk about ACME   RIVAL", ["Acme Rival"], True),
        ("a ri\u200bval", ["rival"], True),
        ("ｒｉｖａｌ", ["rival"], True),  # noqa: RUF001
        ("rivalry", ["rival"], False),
        ("c++ and c", ["c++"], True),
        ("nothing", [], False),
    ],
)
def test_words_are_found_in_any_spelling(text: str, words: list[str], found: bool) -> None:
    assert contains_any(text, words) is found


def configure(agent: Agent, workspace: Workspace, **behavior: Any) -> None:
    with workspace_scope(workspace.pk):
        change_agent(agent=agent, behavior_settings=behavior, now=timezone.now())


@shared
def draft(acme: Workspace) -> Agent:
    make_document(make_collection(acme))
    return make_agent(acme, publish=False)


def ask(alice: Person, base: str, agent: Agent, question: str) -> dict[str, Any]:
    path = f"{base}/agents/{agent.public_id}/test"
    answer: dict[str, Any] = alice.api.post(path, {"message": question}).json()
    return answer


def test_off_topic_questions_get_the_fallback_and_small_talk_its_reply(
    alice: Person, base: str, acme: Workspace, draft: Agent
) -> None:
    configure(draft, acme, allowed_topics=["Opening hours"])

    off_topic = ask(alice, base, draft, "Which stocks should I buy?")
    greeting = ask(alice, base, draft, "Hello!")
    on_topic = ask(alice, base, draft, "Are you open on Saturday?")

    assert (off_topic["answered"], off_topic["response"]) == (False, draft.fallback_message)
    assert off_topic["retrieved"] == []
    assert greeting["answered"] is None
    assert on_topic["answered"] is True


def test_blocked_words_are_neither_answered_nor_used(
    alice: Person, base: str, acme: Workspace, draft: Agent
) -> None:
    assert ask(alice, base, draft, "When can goods be returned?")["answered"] is True
    configure(draft, acme, blocked_words=["delivery"])

    asked = ask(alice, base, draft, "What about DELIVERY?")
    answered = ask(alice, base, draft, "When can goods be returned?")

    for answer in (asked, answered):
        assert (answer["answered"], answer["response"]) == (False, draft.fallback_message)
        assert answer["sources"] == []


def test_a_refused_question_is_not_an_unanswered_question(acme: Workspace) -> None:
    agent = make_agent(acme, publish=False)
    configure(agent, acme, allowed_topics=["Opening hours"])
    with workspace_scope(acme.pk):
        publish_agent(agent=agent, now=timezone.now())
        conversation = services.start_conversation(
            agent=agent, channel="WIDGET", now=timezone.now()
        )
        message, _ = services.ask(
            conversation=conversation, question="Which stocks should I buy?", now=timezone.now()
        )

    services.generate_reply(message_id=message.pk, workspace_id=acme.pk)

    with workspace_scope(acme.pk):
        assert Message.objects.get(pk=message.pk).is_answered is False
    assert not OutboxEvent.objects.filter(type="QUESTION_UNANSWERED").exists()


@pytest.mark.parametrize(
    ("setting", "value", "named"),
    [
        ("language_mode", "xx", "behavior_settings.language_mode"),
        ("language_mode", "english", "behavior_settings.language_mode"),
        ("language_mode", "en-USA", "behavior_settings.language_mode"),
        ("allowed_topics", ["x"] * 21, "behavior_settings.allowed_topics"),
        ("blocked_words", ["x"] * 101, "behavior_settings.blocked_words"),
    ],
)
def test_an_invalid_setting_is_named(
    alice: Person, base: str, draft: Agent, setting: str, value: Any, named: str
) -> None:
    answer = alice.api.patch(
        f"{base}/agents/{draft.public_id}", {"behavior_settings": {setting: value}}
    )

    assert (answer.status_code, answer.json()["field"]) == (400, named)


@pytest.mark.parametrize("code", ["auto", "de", "pt-BR"])
def test_known_languages(alice: Person, base: str, draft: Agent, code: str) -> None:
    data = {"behavior_settings": {"language_mode": code}}

    answer = alice.api.patch(f"{base}/agents/{draft.public_id}", data)

    assert answer.json()["behavior_settings"]["language_mode"] == code
