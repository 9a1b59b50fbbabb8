"""Who is let into a chat, and which of their messages: what a socket asks of the database.

Synchronous; called in threads that hold a connection no longer than this takes.
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

MESSAGES_PER_MINUTE = 30  # of one person, refused ones included


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody's place in their chat. chat: its public id. chat_key: its key. session_id: of
    whoever asked for the string that let them in."""

    user_id: int
    chat: str
    chat_key: int
    workspace_id: int
    address: str
    session_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class AcceptedMessage:
    """A message that was taken, and what became of it."""

    message: str
    asked: chats.AskedQuestion


def join_chat(*, chat: str, string: str, address: str) -> tuple[Participant, list[Message]]:
    """A place in the chat for whoever was given the connection string, and the answers of the chat
    that are being made at the moment.

    Raises a DomainError that says why there is none; the string is used up all the same.
    """
    session_id = strings.redeem(strings.Purpose.CONNECTION, chat=chat, string=string)
    if session_id is None:
        raise ConnectionStringRefused
    return _participant(session_id, chat, address)


def is_still_allowed(participant: Participant) -> bool:
    """Whether somebody may still hear what is said in the chat; asked now and then."""
    session, wanted = (
        active_session(participant.session_id),
        ids.decode(Conversation.id_prefix, participant.chat),
    )
    if session is None or wanted is None:
        return False
    with granted_scope(queries.OPEN_CHAT, participant.user_id, wanted) as rows:
        try:
            return bool(rows) and bool(
                Access.granted(
                    rows[0].row, user_id=participant.user_id, address=participant.address
                )
            )
        except DomainError:
            return False


def accept_message(participant: Participant, text: Any) -> AcceptedMessage:
    """Put what a client emitted to the chat. Raises an exception that `problem_from` words."""
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
    """The address that a handshake came from, as for any request."""
    client = environ["asgi.scope"].get("client") or ("", 0)
    request = HttpRequest()
    request.META = {
        "REMOTE_ADDR": client[0],
        "HTTP_X_FORWARDED_FOR": environ.get("HTTP_X_FORWARDED_FOR", ""),
    }
    return client_address(request)


def _user_of(session_id: uuid.UUID) -> User:
    """Who is signed in with a session; it may have ended since the string was issued."""
    session = active_session(session_id)
    if session is None:
        raise SessionEnded
    return session.user


def _participant(
    session_id: uuid.UUID, chat: str, address: str
) -> tuple[Participant, list[Message]]:
    """Checks what a request to the chat would be checked for."""
    user = _user_of(session_id)
    wanted = ids.decode(Conversation.id_prefix, chat)
    if wanted is None:
        raise ChatNotFound
    with granted_scope(queries.OPEN_CHAT, user.pk, wanted) as rows:
        if not rows:
            raise ChatNotFound
        access = Access.granted(rows[0].row, user_id=user.pk, address=address)
        bucket = f"workspace:{access.workspace_id}"
        enforce(count_request(bucket, per_minute=access.requests_per_minute))
        found = queries.chats().with_public_id(chat).get()
        participant = Participant(user.pk, chat, found.pk, access.workspace_id, address, session_id)
        return participant, list(queries.pending_answers(found))


def _object(text: Any) -> dict[str, Any]:
    """Clients send JSON as text; an object as such is as clear."""
    try:
        body = orjson.loads(text) if isinstance(text, str | bytes) else text
    except orjson.JSONDecodeError as error:
        raise MessageUnreadable from error
    if not isinstance(body, dict):
        raise MessageUnreadable
    return body
