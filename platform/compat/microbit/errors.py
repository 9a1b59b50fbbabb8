"""What this door refuses in its own words."""

from core.errors import DomainError


class RegistrationRefused(DomainError):
    """The address is known. The answer does not say so, though whoever owns it can tell."""

    code, kind = "REGISTRATION_REFUSED", "invalid"
    message = "This registration cannot be completed"


class StaffOnly(DomainError):
    code, kind = "STAFF_ONLY", "denied"
    message = "Only the platform's staff may do this."
