"""Errors of the stella contract, with its fixed texts."""

from core.errors import DomainError


class MissingJson(DomainError):
    code, kind, message = "MISSING_JSON", "invalid", "Missing JSON in request"


class MissingParameter(DomainError):
    code, kind, message = "MISSING_PARAMETER", "invalid", "Missing {names} parameter"


class UserExists(DomainError):
    code, kind, message = "USER_EXISTS", "invalid", "User already exists"


class UserNotFound(DomainError):
    code, kind, message = "USER_NOT_FOUND", "missing", "User not found"


class PasswordIncorrect(DomainError):
    code, kind, message = "PASSWORD_INCORRECT", "unauthenticated", "Incorrect password."


class WorkspaceNotFound(DomainError):
    code, kind, message = "WORKSPACE_NOT_FOUND", "missing", "Workspace not found"


class NoAccessToWorkspace(DomainError):
    code, kind = "NO_ACCESS", "denied"
    message = "User does not have access to the workspace"


class NotTheOwner(DomainError):
    code, kind = "NOT_THE_OWNER", "denied"
    message = "User is not the owner of the workspace"


class NotTheOwnerHere(DomainError):
    """The same error, with another status on some routes."""

    code, kind = "NOT_THE_OWNER", "unauthenticated"
    message = "User is not the owner of the workspace"


class MissingWorkspace(DomainError):
    code, kind, message = "MISSING_WORKSPACE", "invalid", "Missing workspace id"


class ChatNotFound(DomainError):
    code, kind, message = "CHAT_NOT_FOUND", "missing", "Chat not found"


class NotTheOwnerOfTheChat(DomainError):
    code, kind = "NOT_THE_OWNER", "unauthenticated"
    message = "User is not the owner of the chat"


class ConnectionStringRefused(DomainError):
    code, kind = "STRING_REFUSED", "unauthenticated"
    message = "The connection string is unknown, expired or used. Ask for a new one."


class MessageStringRefused(DomainError):
    code, kind = "STRING_REFUSED", "unauthenticated"
    message = "The message string is unknown, expired or used. Ask for a new one, and send again."


class MessageUnreadable(DomainError):
    code, kind = "MESSAGE_UNREADABLE", "invalid"
    message = "A message must be a JSON object, as text, with message, chat_id and message_string."


class OtherChat(DomainError):
    code, kind = "OTHER_CHAT", "invalid"
    message = "This connection is for another chat."
