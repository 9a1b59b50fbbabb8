"""Every way to break a valid body, derived from its OpenAPI schema."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import orjson

from core.testing.openapi import document

_SAMPLES: dict[str, list[Any]] = {
    "string": ["text", "7", "true", ""],
    "integer": [7, 0, 12345],
    "number": [1.5],
    "boolean": [True, False],
    "array": [[], ["text"], [{}]],
    "object": [{}, {"a": 1}],
}
_UNREADABLE = ["a\x00b", "\x1b[31mred", "line\x85", "\u202eevil", "\u2066evil"]
_HUGE = [10**18, -(10**18)]

_LONG = 10_000  # characters; several such texts would exceed the limit of a body

# Values that no JSON library here would write, inserted in place of a marker.
_MARKER = "put-it-here"
_RAW = [b'"\\ud800"', b'"a\\udc00b"', b"NaN", b"Infinity", b"-Infinity", b"1e400", b"9" * 400]
_RAW += [b"undefined", b"'text'", b'"unended', b"01", b"+1", b".5", b"tru"]


Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """fields: what the error must name; none if it cannot name any."""

    what: str
    body: bytes
    fields: frozenset[str]


def request_schema(described: dict[str, Any], media_type: str) -> dict[str, Any]:
    """The schema of an operation's body. Raises KeyError if it takes none of that type."""
    return resolve(described["requestBody"]["content"][media_type]["schema"])


def resolve(schema: dict[str, Any]) -> dict[str, Any]:
    """Resolve references, and take the first of several alternatives."""
    while True:
        if "$ref" in schema:
            schema = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        elif "oneOf" in schema:
            schema = schema["oneOf"][0]
        else:
            return schema


def spoiled(schema: dict[str, Any], good: dict[str, Any]) -> Iterator[Case]:
    """Yield valid bodies with something wrong each.

    A field's first bad value comes alone, and so do long ones; of the others, each body has one for
    every field, all of which the error must name.
    """
    together: dict[int, list[tuple[Path, Any]]] = defaultdict(list)
    parts = list(_parts(schema, good, ()))
    for path, part, is_required in parts:
        field = frozenset({_name(path)})
        if is_required:
            yield Case(f"{_name(path)} missing", orjson.dumps(_without(good, path)), field)
        has_parts = any(path == other[:-1] for other, _, _ in parts)
        for number, value in enumerate(_bad_values(part, _parent(good, path)[path[-1]])):
            is_long = isinstance(value, str) and len(value) > _LONG
            if number and not has_parts and not is_long:
                together[number].append((path, value))
                continue
            body = orjson.dumps(_with(good, path, value))
            yield Case(f"{_name(path)} = {value!r:.60}", body, field)
    for values in together.values():
        body, what = good, []
        for path, value in values:
            body = _with(body, path, value)
            what.append(f"{_name(path)} = {value!r:.60}")
        fields = frozenset(_name(path) for path, _ in values)
        yield Case(", ".join(what), orjson.dumps(body), fields)
    yield from _unwritable(parts, good)


def _unwritable(
    parts: list[tuple[Path, dict[str, Any], bool]], good: dict[str, Any]
) -> Iterator[Case]:
    """Values that no parser reads, each in one place; the places take turns, one of each kind: a
    text at the top, a text in a list … The body is refused before any field of it is read
    (`core/tests/test_json_bodies.py` tries each value everywhere).
    """
    kinds = {(str(part.get("type")), *map(type, path)): path for path, part, _ in reversed(parts)}
    for raw, path in zip(_RAW, cycle(kinds.values()), strict=False):
        marked = orjson.dumps(_with(good, path, _MARKER))
        body = marked.replace(b'"' + _MARKER.encode() + b'"', raw)
        yield Case(f"{_name(path)} = {raw!r:.60}", body, frozenset())


def _name(path: Path) -> str:
    return ".".join(map(str, path))


def _parts(
    schema: dict[str, Any], value: Any, path: Path
) -> Iterator[tuple[Path, dict[str, Any], bool]]:
    """Yield (path, schema, whether it is required) for each field, including nested ones."""
    schema = resolve(schema)
    if "properties" in schema:
        for name, inner in schema["properties"].items():
            assert name in value, f"the good body lacks {'.'.join(map(str, (*path, name)))}"
            yield (*path, name), resolve(inner), name in schema.get("required", [])
            yield from _parts(inner, value[name], (*path, name))
    elif "items" in schema:
        assert value, f"the good body has no item in {'.'.join(map(str, path))}"
        yield (*path, 0), resolve(schema["items"]), False
        yield from _parts(schema["items"], value[0], (*path, 0))


def _bad_values(schema: dict[str, Any], good: Any) -> Iterator[Any]:
    kinds = schema.get("type", "object")
    allowed = {kinds} if isinstance(kinds, str) else set(kinds)
    if "null" not in allowed:
        yield None
    for kind, samples in _SAMPLES.items():
        if kind not in allowed and not (kind == "integer" and "number" in allowed):
            yield from samples
    if "string" in allowed:
        yield from _bad_texts(schema)
    if allowed & {"integer", "number"}:
        yield from (schema["maximum"] + 1, schema["minimum"] - 1, *_HUGE, str(good))
    if "array" in allowed:
        yield good[:1] * (schema["maxItems"] + 1)
    if "object" in allowed and "properties" not in schema:
        yield from ({"a": "\x00"}, {"\x00": 1}, {"a": "x" * 20_000}, _nested(11))
        yield from ({"a": 1e20}, {"a": [-1e19]}, {"k" * 201: 1})


def _bad_texts(schema: dict[str, Any]) -> Iterator[str]:
    yield from _UNREADABLE
    if "enum" in schema:
        yield from ("NO_SUCH", "", str(schema["enum"][0]).swapcase(), "x" * 100_000)
        return
    if schema.get("minLength", 0) > 0:
        yield ""
    if "pattern" in schema:
        yield from ("x" * 100_000, "with space", "é")
        return
    yield "x" * (schema["maxLength"] + 1)
    yield "x" * 100_000
    if schema.get("format") == "email":
        yield from ("dora", "dora@", "@example.com", "dora@example", "a b@example.com")
    if schema.get("format") == "uri":
        yield from ("example", "javascript:alert(1)", "http://", "file:///etc/passwd")


def _nested(levels: int) -> dict[str, Any]:
    return {} if levels == 1 else {"a": _nested(levels - 1)}


def _with(good: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    body = copy.deepcopy(good)
    _parent(body, path)[path[-1]] = value
    return body


def _without(good: dict[str, Any], path: Path) -> dict[str, Any]:
    body = copy.deepcopy(good)
    del _parent(body, path)[path[-1]]
    return body


def _parent(body: Any, path: Path) -> Any:
    for step in path[:-1]:
        body = body[step]
    return body
