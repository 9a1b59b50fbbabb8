"""The actor on whose behalf something is recorded. Access is decided elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """name: a public id, `anonymous` or `system`. impersonator: their e-mail address.

    reason: what staff gave for a dangerous action in the portal.
    """

    name: str
    email: str = ""
    address: str | None = None
    impersonator: str = ""
    reason: str = ""


SYSTEM = Actor("system")

_current: ContextVar[Actor] = ContextVar("actor", default=SYSTEM)


def current_actor() -> Actor:
    """The current request's actor; SYSTEM in jobs and commands."""
    return _current.get()


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    token = _current.set(actor)
    try:
        yield
    finally:
        _current.reset(token)
