"""A visitor's browser, simulated at the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone

from core.scope import workspace_scope
from core.testing import ApiClient
from voice.agents.models import Agent
from voice.conversations import services as conversations
from voice.conversations.models import Conversation
from widget.models import VisitorSession
from widget.tests.streams import events
from workspaces.models import Workspace
from workspaces.tests.factories import Person

WIDGET = "/api/v1/widget"


@dataclass
class Chat:
    """key: of the session, known only to this browser."""

    api: ApiClient
    agent: Agent
    workspace: Workspace
    key: str = "sess_of_the_visitor"

    @property
    def ids(self) -> dict[str, str]:
        return {"agent_id": self.agent.public_id, "session_id": self.key}

    def say(self, message: str) -> list[dict[str, Any]]:
        return events(self.api.post(f"{WIDGET}/chat", {**self.ids, "message": message}))

    def history(self) -> Any:
        path = f"{WIDGET}/sessions/{self.key}/messages"
        return self.api.get(path, {"agent_id": self.agent.public_id}).json()

    def look_on(self, **headers: str) -> Any:
        path = f"{WIDGET}/sessions/{self.key}/events"
        return self.api.get(path, {"agent_id": self.agent.public_id}, **headers)

    @property
    def conversation(self) -> Conversation:
        with workspace_scope(self.workspace.pk):
            rows = VisitorSession.objects.select_related("conversation__assigned_to")
            found: Conversation = rows.get(key=self.key).conversation
            return found

    def taken_over_by(self, person: Person) -> None:
        with workspace_scope(self.workspace.pk):
            conversations.take_over(
                conversation=self.conversation, by=person.user, now=timezone.now()
            )

    def hear_from(self, person: Person, content: str) -> str:
        """A human replies; returns the message's id."""
        with workspace_scope(self.workspace.pk):
            message = conversations.reply(
                conversation=self.conversation,
                by=person.user,
                content=content,
                now=timezone.now(),
            )
            return message.public_id


def rate(chat: Chat, message_id: str, feedback: str, **more: str) -> Any:
    body = {"message_id": message_id, "feedback_type": feedback, **more}
    return chat.api.post(f"{WIDGET}/feedback", body)


@pytest.fixture
def answer_id(chat: Chat) -> str:
    return str(chat.history()["messages"][-1]["id"])


def escalate(chat: Chat, **fields: str) -> Any:
    body = {**chat.ids, "email": "Vera@Example.com", "message": "<b>Call</b> me", **fields}
    return chat.api.post(f"{WIDGET}/escalate", body)
