"""A dialect: envelope, key case and error format of a door, as pure functions."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.json_values import RepeatedKey


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One error of one field. field: dotted path."""

    field: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Problem:
    """An error on its way out, before a dialect shapes it. extra: see `DomainError`."""

    status: int
    code: str
    detail: str
    field: str | None = None
    errors: tuple[FieldProblem, ...] = ()
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    extra: Mapping[str, object] = dataclasses.field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """One sentence, for dialects with room for no more; names the fields at fault."""
        faults = [f"{each.field}: {each.detail}".removeprefix(": ") for each in self.errors]
        return " ".join(faults) or self.detail


@dataclass(frozen=True, slots=True)
class Exchange:
    """What an envelope may mention of the request and the response.

    path: as the client sent it. message: the view's message (`Reply`).
    """

    path: str
    method: str
    client_address: str
    status: int
    request_id: str
    message: str = ""


def same(key: str) -> str:
    return key


def _bare(body: Any, _: Exchange) -> Any:
    return body


@dataclass(frozen=True, slots=True)
class Dialect:
    """A door's format; applied by the renderer, the parser and the exception handler.

    success: (body, exchange) → what is sent for a status below 400.
    failure: (problem, exchange) → what is sent for an error.
    encode_key, decode_key: our key → theirs, and back.
    verbatim: fields, with our keys, that hold a customer's own object (settings, metadata): the
        keys inside are never converted, in either direction.
    """

    name: str
    failure: Callable[[Problem, Exchange], Any]
    success: Callable[[Any, Exchange], Any] = _bare
    encode_key: Callable[[str], str] = same
    decode_key: Callable[[str], str] = same
    verbatim: frozenset[str] = frozenset()

    def encode_keys(self, body: Any) -> Any:
        """Convert the keys of a response's body to the door's."""
        if self.encode_key is same or isinstance(body, Verbatim):
            return body
        if isinstance(body, Mapping):
            return {
                self.encode_key(key): value if key in self.verbatim else self.encode_keys(value)
                for key, value in body.items()
            }
        return _each(body, self.encode_keys)

    def decode_keys(self, body: Any) -> Any:
        """Convert the keys of a request's body to ours.

        Raises RepeatedKey if two become the same one.
        """
        if self.decode_key is same:
            return body
        if isinstance(body, Mapping):
            ours: dict[str, Any] = {}
            for theirs, value in body.items():
                key = self.decode_key(theirs)
                if key in ours:
                    raise RepeatedKey(theirs)
                ours[key] = value if key in self.verbatim else self.decode_keys(value)
            return ours
        return _each(body, self.decode_keys)

    def encode_fields(self, problem: Problem) -> Problem:
        """The problem, with the fields at fault named as the caller spells them."""
        if self.encode_key is same:
            return problem
        return dataclasses.replace(
            problem,
            field=problem.field and self._encode_path(problem.field),
            errors=tuple(
                dataclasses.replace(each, field=self._encode_path(each.field))
                for each in problem.errors
            ),
        )

    def _encode_path(self, path: str) -> str:
        return ".".join(map(self.encode_key, path.split(".")))


class Verbatim(dict[str, Any]):
    """A mapping whose keys are data (ids, names of languages) and are never converted."""


def _each(body: Any, respell: Callable[[Any], Any]) -> Any:
    return [respell(item) for item in body] if isinstance(body, list | tuple) else body


_by_prefix: dict[str, Dialect] = {}
_at_the_root: Dialect | None = None


def register_dialect(prefix: str, dialect: Dialect) -> None:
    """Apply this dialect to every path under `prefix` (e.g. `/api/v1`), errors included."""
    _by_prefix[prefix.rstrip("/")] = dialect


def set_root_dialect(dialect: Dialect) -> None:
    """Set the dialect of errors for programs on paths without one, such as unknown paths."""
    global _at_the_root
    _at_the_root = dialect


def root_dialect() -> Dialect | None:
    return _at_the_root


def dialect_for(path: str) -> Dialect | None:
    """The dialect of the longest registered prefix of `path`; None for pages."""
    found = [prefix for prefix in _by_prefix if path == prefix or path.startswith(f"{prefix}/")]
    return _by_prefix[max(found, key=len)] if found else None
