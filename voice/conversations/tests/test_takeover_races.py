"""Concurrent takeovers, and a takeover while the agent is answering."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from core.jobs import worker
from core.models import Job
from core.scope import workspace_scope
from core.testing import run_concurrently
from voice.answers.services import drafting as answers
from voice.conversations.clients.streams import ReplyStream
from voice.conversations.errors import ConversationTaken
from voice.conversations.models import Conversation, Message
from voice.conversations.services import handling
from voice.conversations.tests.factories import again
from voice.conversations.tests.takeover import ask, conversation, events, take_over
from workspaces.tests.factories import Person

__all__ = ["conversation"]

pytestmark = pytest.mark.usefixtures("on_commit")


def _win(conversation: Conversation, person: Person) -> str:
    try:
        take_over(conversation, person)
    except ConversationTaken:
        return "lost"
    return "won"


@pytest.mark.django_db(transaction=True)
def test_concurrent_takeovers_have_one_winner(
    alice: Person, bob: Person, conversation: Conversation
) -> None:
    people = [alice, bob]

    outcomes = run_concurrently(2, lambda number: _win(conversation, people[number]))

    assert sorted(outcomes) == ["lost", "won"]
    assert again(conversation).assigned_to == people[outcomes.index("won")].user
    assert len(events("CONVERSATION_TAKEN_OVER")) == 1


@pytest.mark.django_db(transaction=True)
def test_race_without_the_lock_has_two_winners(
    alice: Person, bob: Person, conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = threading.Barrier(2, timeout=30)

    def look(conversation: Conversation) -> Conversation:
        seen = again(conversation)
        together.wait()
        return seen

    monkeypatch.setattr(handling, "lock_conversation", look)

    outcomes = run_concurrently(2, lambda number: _win(conversation, [alice, bob][number]))

    assert outcomes == ["won", "won"]


@pytest.fixture
def being_answered(conversation: Conversation) -> tuple[Message, Job]:
    message, job = ask(conversation, "Hello!")
    assert job is not None
    return message, job


def reload(message: Message) -> Message:
    with workspace_scope(message.workspace_id):
        return Message.objects.get(pk=message.pk)


def streamed(message: Message) -> list[dict[str, Any]]:
    return [event.body for event in ReplyStream(message.public_id).read(after=-1) if event]


def taken_over_after(
    words: int, conversation: Conversation, by: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Take the conversation over just before the agent's next word."""
    draft_answer = answers.draft_answer

    def interrupted(**arguments: Any) -> Any:
        draft = draft_answer(**arguments)
        whole = draft.stream

        def said() -> Iterator[str]:
            for number, word in enumerate(whole()):
                if number == words:
                    take_over(conversation, by)
                yield word

        draft.stream = said
        return draft

    monkeypatch.setattr("voice.conversations.services.replies.draft_answer", interrupted)


def test_an_answer_that_has_not_started_is_dropped(
    bob: Person,
    conversation: Conversation,
    being_answered: tuple[Message, Job],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message, job = being_answered
    taken_over_after(0, conversation, bob, monkeypatch)

    worker.run(job.pk)

    assert (reload(message).state, reload(message).content) == ("DROPPED", "")
    assert streamed(message) == [
        {"type": "sources", "sources": []},
        {"type": "done", "confidence": 0.0, "handled_by": "HUMAN"},
    ]
    assert Job.objects.get(pk=job.pk).state == Job.State.SUCCEEDED


def test_race_without_the_check_answers_after_takeover(
    bob: Person,
    conversation: Conversation,
    being_answered: tuple[Message, Job],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message, job = being_answered
    taken_over_after(0, conversation, bob, monkeypatch)
    monkeypatch.setattr(
        "voice.conversations.services.replies.drop_if_taken_over", lambda message: False
    )

    worker.run(job.pk)

    assert again(conversation).status == "HUMAN"
    assert reload(message).content.startswith("Hello!")


def test_an_answer_that_has_started_is_finished(
    bob: Person,
    conversation: Conversation,
    being_answered: tuple[Message, Job],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message, job = being_answered
    taken_over_after(1, conversation, bob, monkeypatch)

    worker.run(job.pk)

    assert again(conversation).status == "HUMAN"
    assert reload(message).state == "COMPLETED"
    assert streamed(message)[-1]["handled_by"] == "AGENT"
    text = "".join(body["content"] for body in streamed(message) if body["type"] == "token")
    assert text == reload(message).content
