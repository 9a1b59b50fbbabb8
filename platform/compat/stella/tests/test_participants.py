"""Who may join a chat, and how long participation lasts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from django.utils import timezone

from accounts.errors import SessionEnded
from compat.stella.errors import ChatNotFound, ConnectionStringRefused
from compat.stella.sockets import namespace
from compat.stella.sockets.participants import (
    Participant,
    accept_message,
    address_of,
    is_still_allowed,
    join_chat,
)
from compat.stella.tests.chats import begin, chat
from compat.stella.tests.participants import ADDRESS, participant, sit, string_for
from core.access import AddressNotAllowed, WorkspaceSuspended
from core.scope import workspace_scope
from core.testing import nothing_changes
from workspaces import services as workspaces
from workspaces.models import Workspace
from workspaces.tests.factories import Person

__all__ = ["chat", "participant"]


def test_a_participant_joins(alice: Person, acme: Workspace, chat: str) -> None:
    participant, pending = sit(alice, chat)

    assert (participant.user_id, participant.chat, participant.workspace_id) == (
        alice.user.pk,
        chat,
        acme.pk,
    )
    assert pending == []


def test_a_connection_string_is_valid_once(alice: Person, chat: str) -> None:
    string = string_for(alice, chat)
    join_chat(chat=chat, string=string, address=ADDRESS)

    with nothing_changes(), pytest.raises(ConnectionStringRefused):
        join_chat(chat=chat, string=string, address=ADDRESS)


@pytest.mark.parametrize("string", ["", "nonsense", "x" * 10_000, "\x00"])
def test_an_invalid_connection_string_is_refused(chat: str, string: str) -> None:
    with pytest.raises(ConnectionStringRefused):
        join_chat(chat=chat, string=string, address=ADDRESS)


def test_strings_for_another_purpose_are_refused(alice: Person, acme: Workspace, chat: str) -> None:
    other = begin(acme, alice)

    for string in (string_for(alice, chat, message=True), string_for(alice, other)):
        with pytest.raises(ConnectionStringRefused):
            join_chat(chat=chat, string=string, address=ADDRESS)


def test_a_string_ends_with_its_session(alice: Person, chat: str, participant: Participant) -> None:
    to_sit = string_for(alice, chat)
    to_say = string_for(alice, chat, message=True)
    assert alice.api.post("/api/v1/auth/logout").status_code == 200

    with pytest.raises(SessionEnded):
        join_chat(chat=chat, string=to_sit, address=ADDRESS)
    body = {"message": "Hello", "chat_id": chat, "message_string": to_say}
    with nothing_changes(), pytest.raises(SessionEnded):
        accept_message(participant, orjson.dumps(body).decode())


def test_access_ends_with_the_session(alice: Person, participant: Participant) -> None:
    assert is_still_allowed(participant)

    assert alice.api.post("/api/v1/auth/logout").status_code == 200

    assert not is_still_allowed(participant)


def test_lost_access_ends_participation(
    participant: Participant, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, sent_away = iter([True, False]), list[str]()
    chats = namespace.ChatNamespace(namespace.NAMESPACE)
    chats._participants["socket"] = participant

    async def disconnect(sid: str) -> None:
        sent_away.append(sid)

    monkeypatch.setattr(namespace, "CHECK_SECONDS", 0.0)
    monkeypatch.setattr(namespace, "is_still_allowed", lambda _: next(answers))
    monkeypatch.setattr(chats, "disconnect", disconnect)

    asyncio.run(chats._watch("socket", participant))

    assert sent_away == ["socket"]
    assert list(answers) == []


def suspend(workspace: Workspace) -> None:
    workspaces.suspend_workspace(workspace=workspace, now=timezone.now())


def close(workspace: Workspace) -> None:
    workspaces.delete_workspace(workspace=workspace, now=timezone.now())


def fence(workspace: Workspace) -> None:
    workspaces.change_workspace(
        workspace=workspace, allowed_ips=["198.51.100.0/24"], now=timezone.now()
    )


@pytest.mark.parametrize(
    ("change", "refusal"),
    [(suspend, WorkspaceSuspended), (close, ChatNotFound), (fence, AddressNotAllowed)],
)
def test_a_workspace_that_refuses_entry_refuses_joining(
    alice: Person,
    acme: Workspace,
    chat: str,
    participant: Participant,
    change: Callable[[Workspace], None],
    refusal: type[Exception],
) -> None:
    to_sit, to_say = string_for(alice, chat), string_for(alice, chat, message=True)
    with workspace_scope(acme.pk):
        change(acme)

    with pytest.raises(refusal):
        join_chat(chat=chat, string=to_sit, address=ADDRESS)
    body = {"message": "Hello", "chat_id": chat, "message_string": to_say}
    with nothing_changes(), pytest.raises(refusal):
        accept_message(participant, orjson.dumps(body).decode())


def test_the_address_of_a_handshake_is_determined(settings: Any) -> None:
    environ = {
        "asgi.scope": {"client": ("198.51.100.9", 1)},
        "HTTP_X_FORWARDED_FOR": "1.2.3.4, 203.0.113.7",
    }

    assert address_of(environ) == "198.51.100.9"
    settings.TRUSTED_PROXIES = 1
    assert address_of(environ) == "203.0.113.7"


def test_joining_a_chat_makes_it_the_workspaces_last(
    alice: Person, acme: Workspace, chat: str
) -> None:
    def last() -> str:
        return str(
            alice.api.get(f"/workspace/{acme.public_id}").json()["workspace"]["last_chat_id"]
        )

    newer = begin(acme, alice)
    assert last() == newer
    sit(alice, chat)
    assert last() == chat
    sit(alice, newer)
    assert last() == newer
    newest = begin(acme, alice)
    assert last() == newest
