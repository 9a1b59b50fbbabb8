"""Refusals in the words of the stella contract."""

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
