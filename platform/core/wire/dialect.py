"""A dialect: envelope, key case and error format of one published contract, as pure functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
import dataclasses
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing wrong with one field. field: dotted path as the caller spells it."""

    field: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal on its way out, before a dialect has given it its shape."""

    status: int
    code: str
    detail: str
    field: str | None = None
    errors: tuple[FieldProblem, ...] = ()
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What an envelope may mention of the request and the answer."""

    path: str
    method: str
    client_address: str
    status: int
    request_id: str


def same(key: str) -> str:
    return key


def _bare(body: Any, _: Exchange) -> Any:
    return body


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one door speaks; obeyed by the renderer, the parser and the exception handler.

    success: (body, exchange) → what is sent for an answer below 400.
    failure: (problem, exchange) → what is sent for a refusal.
    encode_key, decode_key: our spelling of a key → theirs, and back.
    """

    name: str
    failure: Callable[[Problem, Exchange], Any]
    success: Callable[[Any, Exchange], Any] = _bare
    encode_key: Callable[[str], str] = same
    decode_key: Callable[[str], str] = same

    def encode_keys(self, body: Any) -> Any:
        return body if self.encode_key is same else _respell(body, self.encode_key)

    def decode_keys(self, body: Any) -> Any:
        return body if self.decode_key is same else _respell(body, self.decode_key)


class Verbatim(dict[str, Any]):
    """A mapping whose keys belong to the customer and are never respelled (settings, metadata)."""


def _respell(body: Any, spell: Callable[[str], str]) -> Any:
    if isinstance(body, Verbatim):
        return body
    if isinstance(body, Mapping):
        return {spell(key): _respell(value, spell) for key, value in body.items()}
    if isinstance(body, list | tuple):
        return [_respell(item, spell) for item in body]
    return body


_by_prefix: dict[str, Dialect] = {}


def register_dialect(prefix: str, dialect: Dialect) -> None:
    """Have every path under `prefix` (e.g. `/api/v1`) answered in this dialect, errors included."""
    _by_prefix[prefix.rstrip("/")] = dialect


def dialect_for(path: str) -> Dialect | None:
    """The dialect of the longest registered prefix of `path`; None for pages of the site."""
    while path:
        if path in _by_prefix:
            return _by_prefix[path]
        path = path.rpartition("/")[0]
    return None
