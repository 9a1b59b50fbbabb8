"""Errors of conversations."""

from core.errors import DomainError


class AnswerInterrupted(DomainError):
    code, kind = "ANSWER_INTERRUPTED", "unavailable"
    message = "The answer was interrupted. Please ask again."


class ChatIsBusy(DomainError):
    code, kind = "CHAT_IS_BUSY", "busy"
    message = "Please wait for the pending answers before you ask another question."


class ConversationTaken(DomainError):
    code, kind = "CONVERSATION_TAKEN", "conflict"
    message = "{name} has this conversation. Send `force: true` to take it over anyway."


class NotTakenOver(DomainError):
    code, kind = "NOT_TAKEN_OVER", "conflict"
    message = "The agent answers here. Take the conversation over first."


class OwnChat(DomainError):
    code, kind = "OWN_CHAT", "conflict"
    message = "A member's own chat with the agents cannot be taken over."
