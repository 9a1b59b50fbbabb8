"""Why the platform cannot run here, in one sentence an operator can act on."""

from __future__ import annotations

from core.errors import DomainError


class CannotStart(DomainError):
    """Something the platform needs is not there; `reason` says what, and how to go on."""

    code, kind, message = "CANNOT_START", "unavailable", "{reason}"

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
