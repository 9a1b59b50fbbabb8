"""Socket.IO with a real web process: connections and packets that are refused."""

from __future__ import annotations

import json

import httpx2
import pytest
import socketio
from socketio.exceptions import ConnectionError

from compat.stella.tests.chats import begin, chat
from compat.stella.tests.sockets import Caller, ChatClient, Refused, base, caller
from workspaces.models import Workspace
from workspaces.tests.factories import Person

__all__ = ["base", "caller", "chat"]

pytestmark = pytest.mark.processes
REFUSED = "The connection string is unknown, expired or used. Ask for a new one."


def test_a_string_opens_one_connection(caller: Caller, chat: str) -> None:
    string = caller.string(chat)
    ChatClient(caller.base, chat, string).close()

    with pytest.raises(Refused) as refused:
        ChatClient(caller.base, chat, string)
    assert refused.value.args == ([{"message": REFUSED}],)


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_a_string_for_another_chat_is_refused(
    caller: Caller, alice: Person, acme: Workspace, chat: str, transport: str
) -> None:
    other = caller.string(begin(acme, alice))

    for string in (other, ""):
        with pytest.raises(Refused) as refused:
            ChatClient(caller.base, chat, string, transport=transport)
        assert refused.value.args == ([{"message": REFUSED}],)


def test_other_namespaces_are_closed(caller: Caller, chat: str) -> None:
    client = socketio.Client(reconnection=False)
    address = f"{caller.base}?chat_id={chat}&connection_string={caller.string(chat)}"

    with pytest.raises(ConnectionError, match="One or more namespaces failed to connect: /"):
        client.connect(address, transports=["websocket"])


HANDSHAKES = [
    ("GET", "", b""),
    ("GET", "EIO=3&transport=polling", b""),
    ("GET", "EIO=4&transport=carrier-pigeon", b""),
    ("GET", "EIO=4&transport=polling&sid=nobody", b""),
    ("GET", "EIO=4&transport=polling&sid=%00%ff", b""),
    ("GET", "EIO=4&transport=websocket", b""),
    ("GET", "EIO=4&transport=polling&j=x", b""),
    ("POST", "EIO=4&transport=polling&sid=nobody", b"40/chat,"),
    ("POST", "EIO=4&transport=polling", b"\xff\xfe"),
    ("PUT", "EIO=4&transport=polling", b""),
]


def test_bad_handshakes_are_refused(transactional_db: None, base: str) -> None:
    answers = [
        httpx2.request(method, f"{base}/socket.io/?{query}", content=body)
        for method, query, body in HANDSHAKES
    ]

    assert {each.status_code for each in answers} <= {400, 404, 405}


PACKETS = [
    *(b"4", b"42", b"42/chat,", b'42/chat,["chat_message"]', b"9", b"451-/chat,[]"),
    *(b"40/chat,{", b"\xff", b"40" * 40_000, b"43/chat,1[]", b"44/chat,{}", b"a\x1eb"),
]


def test_bad_packets_end_only_their_connection(transactional_db: None, base: str) -> None:
    answers = [httpx2.post(opened(base), content=packet, timeout=60) for packet in PACKETS]
    large = httpx2.post(opened(base), content=b"4" * 200_000, timeout=60)

    assert {each.status_code for each in answers} <= {200, 400}
    assert (large.status_code, list(large.json())) == (413, ["msg"])
    assert httpx2.get(f"{base}/ping").json() == {"msg": "pong"}


def test_a_connection_without_a_chat_is_closed(transactional_db: None, base: str) -> None:
    address = opened(base)
    httpx2.post(address, content=b"40/chat,")
    assert httpx2.get(address, timeout=60).text == f'44/chat,{{"message":"{REFUSED}"}}'

    ended = httpx2.get(address, timeout=60)

    closed, nothing, ping = "1", "6", "2"
    assert ended.status_code == 400 or ended.text[0] in (closed, nothing)
    assert ended.text != ping


def opened(base: str) -> str:
    """The address of a polling connection that has not joined a chat."""
    address = f"{base}/socket.io/?EIO=4&transport=polling"
    return f"{address}&sid={json.loads(httpx2.get(address).text[1:])['sid']}"


def test_pages_of_other_origins_are_refused(transactional_db: None, base: str) -> None:
    path = f"{base}/socket.io/?EIO=4&transport=polling"

    refused = httpx2.get(path, headers={"Origin": "https://evil.example"})
    malformed = httpx2.get(path, headers={"Origin": "http://["})
    own = httpx2.get(path, headers={"Origin": base})

    assert (refused.status_code, malformed.status_code) == (400, 400)
    assert "access-control-allow-origin" not in refused.headers
    assert own.status_code == 200
    assert own.headers["access-control-allow-origin"] == base
    assert "access-control-allow-credentials" not in own.headers
