"""Live events for the workspace's inbox and for the visitor. Member chats send none."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from accounts.models import User
from core import live
from voice.conversations.models import Conversation, Message


def inbox_channel(workspace_id: int) -> str:
    """The channel on which members follow all visitors' conversations."""
    return f"inbox:{workspace_id}"


def visitor_channel(conversation: Conversation) -> str:
    """The channel on which a visitor follows their conversation."""
    return f"conversation:{conversation.public_id}"


def conversation_created(conversation: Conversation) -> None:
    _notify_inbox("conversation.created", conversation, **_conversation_json(conversation))


def conversation_changed(conversation: Conversation) -> None:
    """Notify both sides of who answers now."""
    _notify_inbox("conversation.updated", conversation, **_conversation_json(conversation))
    live.publish(visitor_channel(conversation), status_of(conversation))


def conversation_deleted(conversation: Conversation) -> None:
    _notify_inbox("conversation.deleted", conversation)
    live.delete_channel(visitor_channel(conversation))


def message_created(message: Message) -> None:
    """Notify members; also the visitor if a human wrote, since agents' answers are streamed to
    them.
    """
    conversation = message.conversation
    listed = {
        "id": message.public_id,
        "role": message.role,
        "content": message.content,
        "author": person(message.author),
        "created_at": _iso_utc(message.created_at),
    }
    _notify_inbox("message.created", conversation, message=listed)
    if message.role == Message.Role.HUMAN:
        shown = {"type": "message", "message": visitor_message_json(message)}
        live.publish(visitor_channel(conversation), shown)


def messages_marked(conversation: Conversation, event: str, messages: list[Message]) -> None:
    """Notify members that the visitor received or read messages.

    event: `message.delivered` or `message.read`.
    """
    if messages:
        ids = [message.public_id for message in messages]
        _notify_inbox(event, conversation, message_ids=ids)


def conversation_read(conversation: Conversation) -> None:
    """Notify members' other windows that the conversation has been read."""
    _notify_inbox("conversation.read", conversation)


def staff_typing(conversation: Conversation, by: User, *, is_typing: bool) -> None:
    name = display_name(by)
    shown = {"type": "typing", "is_typing": is_typing, "name": name}
    live.publish(visitor_channel(conversation), shown)
    _notify_inbox("typing", conversation, is_typing=is_typing, by="HUMAN", name=name)


def visitor_typing(conversation: Conversation, *, is_typing: bool) -> None:
    name = conversation.visitor_name or None
    _notify_inbox("typing", conversation, is_typing=is_typing, by="VISITOR", name=name)


def status_of(conversation: Conversation) -> dict[str, Any]:
    """Who answers, in the form shown to visitors."""
    event = {"type": "status", "status": conversation.status}
    if conversation.status == Conversation.Status.HUMAN and conversation.assigned_to is not None:
        event["name"] = display_name(conversation.assigned_to)
    return event


def visitor_message_json(message: Message) -> dict[str, Any]:
    """A message in the visitor's history; reads the evidence of answers."""
    is_answer = message.role == Message.Role.ASSISTANT
    version = message.agent_version
    shows_sources = is_answer and (version is None or version.behavior.show_sources)
    return {
        "id": message.public_id,
        "role": message.role.lower(),
        "content": message.content,
        "name": _author_name(message),
        "sources": [each.source.as_json() for each in message.evidence.all()]
        if shows_sources
        else [],
        "confidence": message.confidence,
        "created_at": _iso_utc(message.created_at),
    }


def person(user: User | None) -> dict[str, str] | None:
    return None if user is None else {"id": user.public_id, "name": display_name(user)}


def display_name(user: User) -> str:
    """A member's name as visitors see it: never their e-mail address."""
    return user.full_name or "Support"


def _author_name(message: Message) -> str | None:
    if message.role == Message.Role.HUMAN:
        return display_name(message.author) if message.author else None
    if message.role == Message.Role.ASSISTANT:
        return message.agent_version.behavior.name if message.agent_version else None
    return message.conversation.visitor_name or None


def _conversation_json(conversation: Conversation) -> dict[str, Any]:
    return {
        "agent_id": conversation.agent.public_id if conversation.agent else None,
        "status": conversation.status,
        "assigned_to": person(conversation.assigned_to),
        "is_escalated": conversation.is_escalated,
        "visitor": {
            "name": conversation.visitor_name or None,
            "email": conversation.visitor_email or None,
        },
    }


def _notify_inbox(event: str, conversation: Conversation, **facts: object) -> None:
    if conversation.channel == Conversation.Channel.CHAT:
        return
    body = {"type": event, "conversation_id": conversation.public_id, **facts}
    live.publish(inbox_channel(conversation.workspace_id), body)


def _iso_utc(moment: datetime) -> str:
    """In the API's format."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
