"""Field types of events: what JSON can represent, how it is written, and its JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from types import NoneType, UnionType
from typing import Annotated, TypeAlias, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from core import ids

Json: TypeAlias = "None | bool | int | float | str | list[Json] | dict[str, Json]"

_PLAIN: dict[object, dict[str, Json]] = {
    NoneType: {"type": "null"},
    bool: {"type": "boolean", "examples": [True]},
    int: {"type": "integer", "examples": [1]},
    float: {"type": "number", "examples": [0.5]},
    str: {"type": "string"},
    datetime: {
        "type": "string",
        "format": "date-time",
        "examples": ["2027-01-31T09:00:00Z"],
    },
}
_EXAMPLE_UUID = UUID("0197f3a2-7c41-7d1e-9b52-3f8a6c2d4e71")


@dataclass(frozen=True, eq=False)
class Keywords:
    """Additional JSON Schema keywords of a field, as in
    `Annotated[str, one_of("COMPLETED", "FAILED")]`.
    """

    schema: Mapping[str, Json]


def public_id(prefix: str) -> Keywords:
    """A public id of that prefix."""
    pattern = f"^{prefix}_[0-7][0-9a-hjkmnp-tv-z]{{25}}$"
    return Keywords({"pattern": pattern, "examples": [ids.encode(prefix, _EXAMPLE_UUID)]})


def one_of(*values: str) -> Keywords:
    return Keywords({"enum": list(values), "examples": [values[0]]})


def example(value: str) -> Keywords:
    """A sample value of a free text field."""
    return Keywords({"examples": [value]})


def schema_of(annotation: object) -> dict[str, Json]:
    """The JSON Schema of a type, or of the fields of a frozen dataclass.

    Raises TypeError for a type that JSON cannot represent.
    """
    if annotation in _PLAIN:
        return dict(_PLAIN[annotation])
    if isinstance(annotation, type) and is_dataclass(annotation):
        return _object_schema(annotation)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        schema = schema_of(arguments[0])
        for keywords in arguments[1:]:
            schema |= keywords.schema
        return schema
    if origin is list:
        return {"type": "array", "items": schema_of(arguments[0])}
    if origin in (Union, UnionType):
        return {"anyOf": [schema_of(argument) for argument in arguments]}
    raise TypeError(f"An event cannot carry {annotation}: JSON has no such type.")


def _object_schema(cls: type) -> dict[str, Json]:
    if not cls.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        raise TypeError(f"An event cannot carry {cls.__name__}: it is not frozen.")
    hints = get_type_hints(cls, include_extras=True)
    properties: dict[str, Json] = {
        field.name: schema_of(hints[field.name]) for field in fields(cls)
    }
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def to_json(value: object) -> Json:
    """Convert a value to JSON: times in UTC with a Z, dataclasses as objects."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if is_dataclass(value):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    assert value is None or isinstance(value, str | int | float)
    return value
