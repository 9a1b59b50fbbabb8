"""Puts together the calls of tools that a model streams in fragments."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from voice.answering.tools import MAX_ARGUMENTS_LENGTH, MAX_CALLS, ToolCall

_MAX_NAME_LENGTH = 64


@dataclass(slots=True)
class _Fragments:
    index: int | None
    id: str
    name: str = ""
    json: list[str] = field(default_factory=list)
    length: int = 0


class CallReader:
    """The calls of one exchange. More than an answer may have are left out."""

    def __init__(self) -> None:
        self._calls: list[_Fragments] = []

    def __bool__(self) -> bool:
        return bool(self._calls)

    def read(self, index: int | None, *, id: str = "", name: str = "", json: str = "") -> None:
        """Take up a fragment: of the last call with this index, unless it has an id of its own."""
        calls = [each for each in self._calls if each.index == index]
        call = calls[-1] if calls else None
        is_new = call is None or bool(id and call.id and id != call.id)
        if is_new and len(self._calls) == MAX_CALLS:
            return
        if call is None or is_new:
            call = _Fragments(index, id)
            self._calls.append(call)
        call.id = call.id or id
        call.name = (call.name + name)[:_MAX_NAME_LENGTH]
        call.length += len(json)
        if call.length <= MAX_ARGUMENTS_LENGTH:
            call.json.append(json)

    def whole(self) -> Iterator[ToolCall]:
        for number, call in enumerate(self._calls):
            yield ToolCall(call.id or f"call_{number}", call.name, _arguments(call))


def _arguments(call: _Fragments) -> Mapping[str, object] | None:
    """None unless they are a JSON object; nothing at all is an empty one."""
    if call.length > MAX_ARGUMENTS_LENGTH:
        return None
    text = "".join(call.json).strip()
    try:
        found = json.loads(text, parse_constant=_refuse) if text else {}
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _refuse(constant: str) -> None:
    """NaN and its like are no JSON."""
    raise ValueError(constant)
