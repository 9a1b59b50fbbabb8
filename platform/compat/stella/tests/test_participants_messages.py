"""Which messages of a participant are accepted."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from compat.stella.errors import ChatNotFound, MessageStringRefused, MessageUnreadable, OtherChat
from compat.stella.sockets.participants import Participant, accept_message
from compat.stella.tests.chats import begin, chat
from compat.stella.tests.participants import participant, say, string_for
from core.scope import workspace_scope
from core.testing import nothing_changes
from core.throttling import RateLimited
from voice.agents.models import Agent
from workspaces import services as workspaces
from workspaces.errors import QuotaExceeded
from workspaces.models import Workspace
from workspaces.tests.factories import Person

__all__ = ["chat", "participant"]


def test_a_message_string_is_valid_once(
    alice: Person, participant: Participant, agent: Agent
) -> None:
    string = string_for(alice, participant.chat, message=True)
    say(alice, participant, message_string=string)

    with nothing_changes(), pytest.raises(MessageStringRefused):
        say(alice, participant, message_string=string)


def test_message_strings_for_another_purpose_are_refused(
    alice: Person, acme: Workspace, participant: Participant, agent: Agent
) -> None:
    other = begin(acme, alice)
    strings = [
        "nonsense",
        string_for(alice, participant.chat),
        string_for(alice, other, message=True),
    ]

    for string in strings:
        with nothing_changes(), pytest.raises(MessageStringRefused):
            say(alice, participant, message_string=string)


def test_a_message_for_another_chat_is_refused(
    alice: Person, acme: Workspace, participant: Participant, agent: Agent
) -> None:
    other = begin(acme, alice)

    with nothing_changes(), pytest.raises(OtherChat):
        say(alice, participant, chat_id=other)


@pytest.mark.parametrize(
    "text", [None, "", "Hello", "[]", '"text"', "{", b"\xff", 7, [], "[" * 5_000, '{"a":' * 2_000]
)
def test_an_invalid_message_is_refused(participant: Participant, text: Any) -> None:
    with nothing_changes(), pytest.raises(MessageUnreadable):
        accept_message(participant, text)


@pytest.mark.parametrize(
    "fields",
    [
        {"message": ""},
        {"message": "   "},
        {"message": None},
        {"message": 7},
        {"message": ["x"]},
        {"message": "x" * 4_001},
        {"message": "a\x00b"},
        {"message": "\u202eabc"},
        {"chat_id": None},
        {"chat_id": {"a": 1}},
        {"message_string": None},
        {"message_string": 7},
        {"message_string": "x" * 101},
    ],
)
def test_a_message_of_another_shape_is_refused(
    alice: Person, participant: Participant, fields: dict[str, Any]
) -> None:
    with nothing_changes(), pytest.raises(ValidationError):
        say(alice, participant, **fields)


def test_the_monthly_quota_applies(
    alice: Person, acme: Workspace, participant: Participant, agent: Agent
) -> None:
    with workspace_scope(acme.pk):
        workspaces.change_limits(workspace=acme, own_messages_per_month=1, now=timezone.now())
    say(alice, participant)

    with nothing_changes(), pytest.raises(QuotaExceeded):
        say(alice, participant)


def test_the_limit_per_user_applies(participant: Participant, settings: Any) -> None:
    settings.RATE_LIMIT_FACTOR = 1.0
    for _ in range(30):
        with pytest.raises(MessageUnreadable):
            accept_message(participant, "{")

    with pytest.raises(RateLimited):
        accept_message(participant, "{")


def test_a_deleted_chat_is_refused(alice: Person, chat: str, participant: Participant) -> None:
    string = string_for(alice, chat, message=True)
    assert alice.api.delete(f"/chat?chat_id={chat}").status_code == 200

    body = {"message": "Hello", "chat_id": chat, "message_string": string}
    with pytest.raises(ChatNotFound):
        accept_message(participant, orjson.dumps(body).decode())
