"""Errors of this door only, or with texts of its own."""

from __future__ import annotations

from core.errors import DomainError


class CustomerMissing(DomainError):
    """Same error for a user without a customer, and for another tenant's in X-Workspace-Id."""

    code, kind, message = "CUSTOMER_NOT_FOUND", "missing", "Customer not found"


class CustomerExists(DomainError):
    code, kind, message = "CUSTOMER_EXISTS", "conflict", "You already belong to a customer"


class AccountExists(DomainError):
    """Reported to someone who received mail at that address, and so may know."""

    code, kind = "ACCOUNT_EXISTS", "conflict"
    message = "You have an account already: sign in to accept the invitation"


class ColleagueMissing(DomainError):
    code, kind, message = "USER_NOT_FOUND", "missing", "User with ID {user_id} does not exist"


class Unhealthy(DomainError):
    code, kind, message = "UNHEALTHY", "unavailable", "The system is unhealthy: {parts}"
