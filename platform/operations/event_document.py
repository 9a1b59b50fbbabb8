"""Generates `docs/events.md`, the catalog of events for subscribers."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import orjson

from core.events import Event, every_event
from core.events.schema import schema_of

PATH = Path(__file__).parents[2] / "docs" / "events.md"
_HEAD = """\
# Events

What happens in a workspace, as subscribers are told of it. `make docs` writes this page from the
`events.py` of each app; a test keeps the two the same.

An event is written in the transaction in which it happens: it exists if and only if that commits.
Every subscriber is given it at least once, as `event_id` (the same on every repetition),
`workspace_id`, `type`, `version` and `payload`. Events with the same value in the field after "in
order by" are relayed in the order in which they happened.

The fields of a payload are all there, always. A version may gain fields: ignore those that you do
not know. Renaming one, dropping it or giving it another meaning takes a new version; what was
written before keeps the version it had.
"""


def render() -> str:
    """The page. Raises ValueError if an event or a field has no description or no example."""
    return "\n".join([_HEAD, *(_section(event) for event in every_event())])


def example_payload(event: type[Event]) -> Any:
    return _example_of(schema_of(event), where=event.__name__)


def _section(event: type[Event]) -> str:
    when, meanings = _docstring(event)
    properties: Any = schema_of(event)["properties"]
    example = orjson.dumps(example_payload(event), option=orjson.OPT_INDENT_2).decode()
    return "\n".join(
        [
            f"## {event.type}",
            "",
            when,
            "",
            f"Version {event.version}, in order by `{event.aggregate_field}`. "
            f"In code: `{event.__module__}.{event.__name__}`.",
            "",
            "| field | type | meaning |",
            "|---|---|---|",
            *(
                f"| `{name}` | {type_name(schema)} | {meanings[name]} |"
                for name, schema in properties.items()
            ),
            "",
            "```json",
            example,
            "```",
            "",
        ]
    )


def _docstring(event: type[Event]) -> tuple[str, dict[str, str]]:
    """The description of the event, and of each field."""
    when, _, described = (inspect.getdoc(event) or "").partition("\n\n")
    found = re.findall(r"^(\w+): (.*(?:\n +.*)*)", described, re.MULTILINE)
    meanings = {name: " ".join(meaning.split()) for name, meaning in found}
    if list(meanings) != [field.name for field in fields(event)]:
        raise ValueError(f"{event.__name__} says what {list(meanings)} mean: not its fields.")
    return " ".join(when.split()), meanings


def type_name(schema: Any) -> str:
    """A readable schema, such as ``id `agent_…` or null``."""
    if "anyOf" in schema:
        return " or ".join(type_name(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(f"`{value}`" for value in schema["enum"])
    if "pattern" in schema:
        return f"id `{schema['examples'][0].rpartition('_')[0]}_…`"
    if schema.get("format") == "date-time":
        return "time, UTC"
    if schema["type"] == "array":
        return f"list of {type_name(schema['items'])}"
    if schema["type"] == "object":
        parts = (f"`{name}` ({type_name(part)})" for name, part in schema["properties"].items())
        return f"object of {', '.join(parts)}"
    return str(schema["type"])


def _example_of(schema: Any, *, where: str) -> Any:
    if "examples" in schema:
        return schema["examples"][0]
    if "anyOf" in schema:
        return _example_of(schema["anyOf"][0], where=where)
    if schema["type"] == "array":
        return [_example_of(schema["items"], where=where)]
    if schema["type"] == "object":
        return {
            name: _example_of(part, where=f"{where}.{name}")
            for name, part in schema["properties"].items()
        }
    raise ValueError(f"{where} has no example.")
