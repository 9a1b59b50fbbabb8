"""Errors of the domain. Nothing here knows HTTP; `core.wire` renders them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Literal, Self

Kind = Literal[
    "invalid",  # the request can never succeed as it is
    "unauthenticated",  # no session, or an invalid one
    "denied",  # known, but not allowed
    "missing",  # absent, or not the caller's; never distinguished
    "conflict",  # conflicts with stored data
    "stale",  # a condition of the request no longer holds
    "too_large",  # more bytes than accepted
    "unsupported",  # a kind of content that is not accepted
    "unprocessable",  # well-formed, but contradicts itself or an earlier request
    "busy",  # a limit; the same request can succeed later
    "upstream",  # an external service failed
    "unavailable",  # the platform failed, or is under maintenance
]


class DomainError(Exception):
    """An anticipated error. Subclasses define a stable `code`, a `kind` and a message for people.

    field: the input at fault, as the caller spells it.
    retry_after: whole seconds after which the same request may succeed.
    facts: values for `{placeholders}` in `message`.
    others: further errors of the same request, for other fields.
    extra: what else callers of the product's own API are told, as JSON.
    """

    code: ClassVar[str] = "ERROR"
    kind: ClassVar[Kind] = "invalid"
    message: ClassVar[str] = "The request was refused."

    def __init__(
        self, *, field: str | None = None, retry_after: int | None = None, **facts: Any
    ) -> None:
        self.field = field
        self.retry_after = retry_after
        self.facts = facts
        self.others: tuple[DomainError, ...] = ()
        self.extra: dict[str, object] = {}
        super().__init__(self.message.format(**facts))

    def together_with(self, others: Iterable[DomainError]) -> Self:
        """The same error, which also reports the others."""
        self.others = tuple(others)
        return self


class NotFound(DomainError):
    code, kind, message = "NOT_FOUND", "missing", "Not found."
