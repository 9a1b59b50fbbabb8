"""What workspaces refuse."""

from core.errors import DomainError


class ApiKeyInvalid(DomainError):
    """One answer for a missing, unknown and revoked key."""

    code, kind, message = "API_KEY_INVALID", "unauthenticated", "A valid API key is needed."


class DomainNotAllowed(DomainError):
    code, kind = "DOMAIN_NOT_ALLOWED", "denied"
    message = "This API key may not be used on this website."


class ScopeMissing(DomainError):
    code, kind = "SCOPE_MISSING", "denied"
    message = "This API key is not good for that."


class QuotaExceeded(DomainError):
    code, kind = "QUOTA_EXCEEDED", "busy"
    message = "This month's messages are used up."


class TimeZoneUnknown(DomainError):
    code, kind = "INVALID", "invalid"
    message = "Name a time zone of the IANA database, e.g. Europe/Vienna."
