"""The stella contract, endpoint by endpoint: chats."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from compat.stella.tests.chats import begin, chat
from core.redis import redis_client
from core.scope import workspace_scope
from core.testing import assert_queries, nothing_changes
from voice.agents.tests.factories import make_agent
from voice.conversations.models import Conversation, Message
from voice.conversations.services.member_chats import ask_in_chat
from workspaces.models import Workspace
from workspaces.tests.factories import Person, add_member, make_person, make_workspace

__all__ = ["chat"]

CHAT_NOT_FOUND = {"msg": "Chat not found"}
NOT_MY_CHAT = {"msg": "User is not the owner of the chat"}
NOT_MY_WORKSPACE = {"msg": "User is not the owner of the workspace"}
WORKSPACE_NOT_FOUND = {"msg": "Workspace not found"}
NO_ACCESS = {"msg": "User does not have access to the workspace"}
ON_A_CHAT = [
    ("GET", "/chat"),
    ("DELETE", "/chat"),
    ("GET", "/chat/authorize"),
    ("GET", "/chat/authorize/message"),
]
NOBODYS = ["", "12345", "conv_", "conv_01h455vb4pex5vsknk084sn02q", "ws_01h455vb4pex5vsknk084sn02q"]


def test_create(alice: Person, acme: Workspace) -> None:
    agent = make_agent(acme)

    answer = alice.api.post(f"/chat?workspace_id={acme.public_id}")

    assert answer.status_code == 200
    body = answer.json()
    chat_id = body["chat"]["chat_id"]
    owner = alice.user.public_id
    assert body == {
        "msg": "Chat created successfully",
        "chat": {
            "chat_id": chat_id,
            "workspace_id": acme.public_id,
            "owner": owner,
            "created_by": owner,
        },
        "workspace": {
            "workspace_id": acme.public_id,
            "id": acme.public_id,
            "name": "Acme",
            "owner": owner,
            "created_by": owner,
            "agents": {
                agent.public_id: {
                    "agent_id": agent.public_id,
                    "name": "Helper",
                    "short_description": "",
                }
            },
            "last_chat_id": chat_id,
        },
    }
    with workspace_scope(acme.pk):
        stored = Conversation.objects.with_public_id(chat_id).get()
    assert (stored.channel, stored.agent, stored.started_by) == ("CHAT", None, alice.user)


@pytest.mark.parametrize(
    ("body", "content_type"), [(b"", "application/json"), (b"{}", "application/json"), (b"", "")]
)
def test_a_chat_needs_no_body(
    alice: Person, acme: Workspace, body: bytes, content_type: str
) -> None:
    path = f"/chat?workspace_id={acme.public_id}"

    assert alice.api.call("POST", path, body=body, content_type=content_type).status_code == 200


@pytest.mark.parametrize("path", ["/chat", "/chat?workspace_id="])
def test_a_chat_names_its_workspace(alice: Person, path: str) -> None:
    with nothing_changes():
        answer = alice.api.post(path)

    assert (answer.status_code, answer.json()) == (400, {"msg": "Missing workspace id"})


@pytest.mark.parametrize("wanted", ["12345", "ws_01h455vb4pex5vsknk084sn02q", "%00"])
def test_a_chat_in_an_unknown_workspace_is_refused(alice: Person, wanted: str) -> None:
    with nothing_changes():
        answer = alice.api.post(f"/chat?workspace_id={wanted}")

    assert (answer.status_code, answer.json()) == (404, WORKSPACE_NOT_FOUND)


def test_only_the_owner_of_the_workspace_starts_chats(
    bob: Person, charlie: Person, acme: Workspace
) -> None:
    for person in (bob, charlie):
        with nothing_changes():
            answer = person.api.post(f"/chat?workspace_id={acme.public_id}")

        assert (answer.status_code, answer.json()) == (401, NOT_MY_WORKSPACE)


def test_retrieve(alice: Person, acme: Workspace, chat: str) -> None:
    with assert_queries(4):  # session, scope, workspace, chat
        answer = alice.api.get(f"/chat?chat_id={chat}")

    owner = alice.user.public_id
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "chat_id": chat,
            "workspace_id": acme.public_id,
            "owner": owner,
            "created_by": owner,
        },
    )


def test_delete(alice: Person, acme: Workspace, chat: str) -> None:
    with workspace_scope(acme.pk):
        key = Conversation.objects.with_public_id(chat).get().pk
    ask_in_chat(workspace_id=acme.pk, chat_id=key, question="Hello?", now=timezone.now())

    answer = alice.api.delete(f"/chat?chat_id={chat}")

    assert (answer.status_code, answer.json()) == (200, {"msg": "Chat deleted successfully"})
    with workspace_scope(acme.pk):
        assert not Conversation.objects.exists()
        assert not Message.objects.exists()
    again = alice.api.delete(f"/chat?chat_id={chat}")
    assert (again.status_code, again.json()) == (404, CHAT_NOT_FOUND)


@pytest.mark.parametrize(("method", "path"), ON_A_CHAT)
@pytest.mark.parametrize("wanted", NOBODYS)
def test_an_unknown_chat_is_not_found(alice: Person, method: str, path: str, wanted: str) -> None:
    with nothing_changes():
        answer = alice.api.call(method, path, query={"chat_id": wanted})

    assert (answer.status_code, answer.json()) == (404, CHAT_NOT_FOUND)


@pytest.mark.parametrize(("method", "path"), ON_A_CHAT)
def test_a_chat_must_be_named(alice: Person, method: str, path: str) -> None:
    answer = alice.api.call(method, path)

    assert (answer.status_code, answer.json()) == (404, CHAT_NOT_FOUND)


@pytest.mark.parametrize(("method", "path"), ON_A_CHAT)
def test_another_users_chat_is_refused(
    bob: Person, charlie: Person, chat: str, method: str, path: str
) -> None:
    for person in (bob, charlie):
        with nothing_changes():
            answer = person.api.call(method, path, query={"chat_id": chat})

        assert (answer.status_code, answer.json()) == (401, NOT_MY_CHAT)
    assert list(redis_client().scan_iter("chat-string:*")) == []


@pytest.mark.parametrize(("method", "path"), ON_A_CHAT)
def test_a_visitors_conversation_is_not_a_chat(
    alice: Person, acme: Workspace, method: str, path: str
) -> None:
    with workspace_scope(acme.pk):
        visit = Conversation.objects.create(
            workspace=acme,
            channel="WIDGET",
            started_by=alice.user,
            started_at=timezone.now(),
            last_message_at=timezone.now(),
        )

    answer = alice.api.call(method, path, query={"chat_id": visit.public_id})

    assert (answer.status_code, answer.json()) == (404, CHAT_NOT_FOUND)


def test_a_former_member_loses_their_chat(alice: Person, acme: Workspace) -> None:
    dora = make_person("dora")
    add_member(acme, dora, "MEMBER")
    theirs = begin(acme, dora)
    assert dora.api.get(f"/chat?chat_id={theirs}").status_code == 200

    assert alice.api.delete(f"/api/v1/workspaces/{acme.public_id}").status_code in (200, 204)

    answer = dora.api.get(f"/chat?chat_id={theirs}")
    assert (answer.status_code, answer.json()) == (404, CHAT_NOT_FOUND)


def test_the_chats_of_a_workspace_are_listed(alice: Person, bob: Person, acme: Workspace) -> None:
    chats = [begin(acme, alice), begin(acme, alice)]
    begin(make_workspace(alice, "Branch"), alice)

    for person in (alice, bob):
        with assert_queries(4):  # session, scope, workspace, chats
            answer = person.api.get(f"/workspace/{acme.public_id}/chats")

        owner = alice.user.public_id
        assert (answer.status_code, answer.json()) == (
            200,
            {
                "chats": [
                    {
                        "chat_id": chat,
                        "workspace_id": acme.public_id,
                        "owner": owner,
                        "created_by": owner,
                    }
                    for chat in chats
                ]
            },
        )


def test_the_chats_of_another_users_workspace_are_refused(charlie: Person, acme: Workspace) -> None:
    answer = charlie.api.get(f"/workspace/{acme.public_id}/chats")
    assert (answer.status_code, answer.json()) == (403, NO_ACCESS)

    answer = charlie.api.get("/workspace/ws_01h455vb4pex5vsknk084sn02q/chats")
    assert (answer.status_code, answer.json()) == (404, WORKSPACE_NOT_FOUND)


def test_a_workspace_names_the_callers_last_chat(
    alice: Person, bob: Person, acme: Workspace
) -> None:
    begin(acme, alice)
    last = begin(acme, alice)

    def shown(person: Person) -> Any:
        return person.api.get(f"/workspace/{acme.public_id}").json()["workspace"]

    assert shown(alice)["last_chat_id"] == last
    assert shown(bob)["last_chat_id"] is None
    (listed,) = alice.api.get("/workspace").json()["workspaces"]
    assert listed == shown(alice)


def test_a_missing_session_is_reported_in_the_dialect(
    anonymous: Any, chat: str, acme: Workspace
) -> None:
    requests = [(method, f"{path}?chat_id={chat}") for method, path in ON_A_CHAT]
    requests += [
        ("POST", f"/chat?workspace_id={acme.public_id}"),
        ("GET", f"/workspace/{acme.public_id}/chats"),
    ]

    with nothing_changes():
        answers = [anonymous.call(method, path) for method, path in requests]

    assert {each.status_code for each in answers} == {401}
    assert all(list(each.json()) == ["msg"] for each in answers)
