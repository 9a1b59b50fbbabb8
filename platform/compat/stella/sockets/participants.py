"""Access checks and messages of a chat socket.

Synchronous; run in threads that hold a database connection only during the call.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.http import HttpRequest
from django.utils import timezone

from accounts.errors import SessionEnded
from accounts.models import User
from accounts.queries import active_session
from compat.stella import strings
from compat.stella.errors import (
    ChatNotFound,
    ConnectionStringRefused,
    MessageStringRefused,
    MessageUnreadable,
    OtherChat,
)
from compat.stella.serializers import ChatMessageIn
from core import ids
from core.access import Access
from core.api import read
from core.errors import DomainError
from core.http.client import client_address
from core.scope import granted_scope
from core.throttling import count_request, enforce
from voice.conversations.models import Conversation, Message
from voice.conversations.queries import chats as queries
from voice.conversations.services import member_chats as chats

MESSAGES_PER_MINUTE = 30  # per user, including refused ones


@dataclass(frozen=True, slots=True)
class Participant:
    """A connected participant of a chat. chat: its public id. chat_key: its key. session_id: of
    the user who requested the connection string.
    """

    user_id: int
    chat: str
    chat_key: int
    workspace_id: int
    address: str
    session_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class AcceptedMessage:
    """An accepted message, with its answer."""

    message: str
    asked: chats.AskedQuestion


def join_chat(*, chat: str, string: str, address: str) -> tuple[Participant, list[Message]]:
    """Join the chat with a connection string; also returns the answers being generated in the chat.

    Raises a DomainError if that is refused; the string is used up in any case.
    """
    session_id = strings.redeem(strings.Purpose.CONNECTION, chat=chat, string=string)
    if session_id is None:
        raise ConnectionStringRefused
    return _participant(session_id, chat, address, is_joining=True)


def is_still_allowed(participant: Participant) -> bool:
    """True while the participant still has access; checked periodically."""
    session, wanted = (
        active_session(participant.session_id),
        ids.decode(Conversation.id_prefix, participant.chat),
    )
    if session is None or wanted is None:
        return False
    with granted_scope(queries.OPEN_CHAT, participant.user_id, wanted) as rows:
        try:
            return bool(rows) and bool(
                Access.from_row(
                    rows[0].row, user_id=participant.user_id, address=participant.address
                )
            )
        except DomainError:
            return False


def accept_message(participant: Participant, text: Any) -> AcceptedMessage:
    """Ask what a client emitted in the chat.

    Raises an exception that `problem_from` can convert.
    """
    enforce(count_request(f"chat-messages:{participant.user_id}", per_minute=MESSAGES_PER_MINUTE))
    data = read(ChatMessageIn, _object(text))
    if data["chat_id"] != participant.chat:
        raise OtherChat
    string = data["message_string"]
    session_id = strings.redeem(strings.Purpose.MESSAGE, chat=participant.chat, string=string)
    if session_id is None:
        raise MessageStringRefused
    _participant(session_id, participant.chat, participant.address)
    asked = chats.ask_in_chat(
        workspace_id=participant.workspace_id,
        chat_id=participant.chat_key,
        question=data["message"],
        now=timezone.now(),
    )
    if asked is None:
        raise ChatNotFound
    return AcceptedMessage(data["message"], asked)


def address_of(environ: Mapping[str, Any]) -> str:
    """The address of a handshake, determined like a request's."""
    client = environ["asgi.scope"].get("client") or ("", 0)
    request = HttpRequest()
    request.META = {
        "REMOTE_ADDR": client[0],
        "HTTP_X_FORWARDED_FOR": environ.get("HTTP_X_FORWARDED_FOR", ""),
    }
    return client_address(request)


def _user_of(session_id: uuid.UUID) -> User:
    """The user of a session, which may have ended since the string was issued."""
    session = active_session(session_id)
    if session is None:
        raise SessionEnded
    return session.user


def _participant(
    session_id: uuid.UUID, chat: str, address: str, *, is_joining: bool = False
) -> tuple[Participant, list[Message]]:
    """The same checks as for a request to the chat."""
    user = _user_of(session_id)
    wanted = ids.decode(Conversation.id_prefix, chat)
    if wanted is None:
        raise ChatNotFound
    with granted_scope(queries.OPEN_CHAT, user.pk, wanted) as rows:
        if not rows:
            raise ChatNotFound
        access = Access.from_row(rows[0].row, user_id=user.pk, address=address)
        bucket = f"workspace:{access.workspace_id}"
        enforce(count_request(bucket, per_minute=access.requests_per_minute))
        found = queries.chats().with_public_id(chat).get()
        if is_joining:
            chats.join_chat(chat=found, now=timezone.now())
        participant = Participant(user.pk, chat, found.pk, access.workspace_id, address, session_id)
        return participant, list(queries.pending_answers(found))


def _object(text: Any) -> dict[str, Any]:
    """Parse JSON text, which clients send; an object is accepted too."""
    try:
        body = orjson.loads(text) if isinstance(text, str | bytes) else text
    except orjson.JSONDecodeError as error:
        raise MessageUnreadable from error
    if not isinstance(body, dict):
        raise MessageUnreadable
    return body
