"""Errors of this door only."""

from core.errors import DomainError


class UserNotFound(DomainError):
    """Same error for an unknown user and for one that the caller may not see."""

    code, kind, message = "USER_NOT_FOUND", "missing", "User not found."


class StaffOnly(DomainError):
    code, kind = "STAFF_ONLY", "denied"
    message = "Only administrators may do this."


class NotOneself(DomainError):
    code, kind = "NOT_ONESELF", "denied"
    message = "Administrators cannot deactivate themselves."


class EmailIsTheirOwn(DomainError):
    code, kind = "EMAIL_IS_THEIR_OWN", "denied"
    message = "Nobody but the user may change the e-mail address."


class QueryInvalid(DomainError):
    code, kind, message = "QUERY_INVALID", "invalid", "{reason}"
