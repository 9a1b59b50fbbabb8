"""Errors for operators: why the platform cannot run here."""

from __future__ import annotations

from core.errors import DomainError


class CannotStart(DomainError):
    """Something that the platform needs is missing; `reason` says what, and how to fix it."""

    code, kind, message = "CANNOT_START", "unavailable", "{reason}"

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
