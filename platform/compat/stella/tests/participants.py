"""Participants of a chat: how they join, ask and are answered."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from compat.stella.sockets.participants import (
    AcceptedMessage,
    Participant,
    accept_message,
    join_chat,
)
from core.scope import workspace_scope
from voice.conversations.models import Message
from voice.conversations.services import start_answer
from workspaces.tests.factories import Person

ADDRESS = "203.0.113.7"


@pytest.fixture
def participant(alice: Person, chat: str) -> Participant:
    found, pending = sit(alice, chat)
    assert pending == []
    return found


def string_for(person: Person, chat: str, *, message: bool = False) -> str:
    path = "/chat/authorize/message" if message else "/chat/authorize"
    answer = person.api.get(path, {"chat_id": chat})
    assert answer.status_code == 200
    return str(answer.json()["string"])


def sit(person: Person, chat: str) -> tuple[Participant, list[Message]]:
    return join_chat(chat=chat, string=string_for(person, chat), address=ADDRESS)


def say(
    person: Person, participant: Participant, text: str = "When do you open?", **fields: Any
) -> AcceptedMessage:
    string = string_for(person, participant.chat, message=True)
    body = {"message": text, "chat_id": participant.chat, "message_string": string, **fields}
    return accept_message(participant, orjson.dumps(body).decode())


def answered(taken: AcceptedMessage) -> Message:
    """The answer, once it has been generated."""
    if taken.asked.job is not None:
        start_answer(taken.asked.job)
    message = taken.asked.answer
    with workspace_scope(message.workspace_id):
        return Message.objects.select_related("agent_version__agent").get(pk=message.pk)
