"""The stella contract: the strings for joining a chat and for each message are valid once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from compat.stella import strings
from compat.stella.tests.chats import begin, chat
from core.redis import redis_client
from core.testing import run_concurrently
from workspaces.models import Workspace
from workspaces.tests.factories import Person

__all__ = ["chat"]


@pytest.mark.parametrize(
    ("path", "key", "seconds"),
    [
        ("/chat/authorize", "connection_string", 300),
        ("/chat/authorize/message", "message_string", 60),
    ],
)
def test_authorize(alice: Person, chat: str, path: str, key: str, seconds: int) -> None:
    answer = alice.api.get(f"{path}?chat_id={chat}")

    assert answer.status_code == 200
    body = answer.json()
    assert body["expires_at"].endswith("Z")
    created, expires = (
        datetime.fromisoformat(body.pop(name)) for name in ("created_at", "expires_at")
    )
    assert expires - created == timedelta(seconds=seconds)
    string = body[key]
    assert len(string) == 43
    assert body == {
        key: string,
        "string": string,
        "chat_id": chat,
        "created_by": alice.user.public_id,
    }
    (kept,) = redis_client().scan_iter("chat-string:*")
    assert string not in kept + str(redis_client().get(kept))
    assert seconds - 5 < redis_client().ttl(kept) <= seconds


def test_a_string_is_valid_once_for_one_purpose_in_one_chat(
    alice: Person, acme: Workspace, chat: str
) -> None:
    other = begin(acme, alice)
    first, second = (
        alice.api.get(f"/chat/authorize?chat_id={chat}").json()["string"] for _ in range(2)
    )

    assert strings.redeem(strings.Purpose.CONNECTION, chat=other, string=first) is None
    assert strings.redeem(strings.Purpose.MESSAGE, chat=chat, string=first) is None
    for string in (first, second):
        assert strings.redeem(strings.Purpose.CONNECTION, chat=chat, string=string) is not None
        assert strings.redeem(strings.Purpose.CONNECTION, chat=chat, string=string) is None


def test_concurrent_redeems_of_a_string_have_one_winner(alice: Person, chat: str) -> None:
    string = alice.api.get(f"/chat/authorize?chat_id={chat}").json()["string"]

    found = run_concurrently(
        20, lambda _: strings.redeem(strings.Purpose.CONNECTION, chat=chat, string=string)
    )

    assert len([each for each in found if each is not None]) == 1
