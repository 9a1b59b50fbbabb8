"""Errors for operators: why the platform cannot run here."""

from __future__ import annotations

from core.errors import DomainError


class CannotStart(DomainError):
    """Something that the platform needs is missing; `reason` says what, and how to fix it."""

    code, kind, message = "CANNOT_START", "unavailable", "{reason}"

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)


def one_line(error: Exception) -> str:
    """Its first line, or its kind if it says nothing."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
