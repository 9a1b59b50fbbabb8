"""Errors of this door only."""

from core.errors import DomainError


class RegistrationRefused(DomainError):
    """The address is known. The response does not say so, though its owner can tell."""

    code, kind = "REGISTRATION_REFUSED", "invalid"
    message = "This registration cannot be completed"


class StaffOnly(DomainError):
    code, kind = "STAFF_ONLY", "denied"
    message = "Only the platform's staff may do this."
