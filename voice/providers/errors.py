"""Errors of providers."""

from core.errors import DomainError


class ProviderNameTaken(DomainError):
    code, kind = "DUPLICATE", "conflict"
    message = "There is already a provider called “{name}”."


class ModelUnnamed(DomainError):
    code, kind, message = "INVALID", "invalid", "A model name is required."
