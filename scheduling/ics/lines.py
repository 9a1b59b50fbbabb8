"""The lines of an iCalendar file, as nested components; bounded, and linear in their length."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from scheduling.ics.errors import IcsMalformed, IcsTooLarge, IcsTooManyEvents

MAX_BYTES = 10 * 1024**2
MAX_COMPONENTS = 50_000
MAX_VALUES = 20_000  # of one component: lines of one name
MAX_DATES = 100_000  # of a file: dates that events leave out, busy times of lists
_MAX_DEPTH = 6
_LISTS = frozenset({"RDATE", "EXDATE", "FREEBUSY"})
_FOLD = re.compile(r"\r?\n[ \t]")
# The rest of an event is nobody's business here: titles, people, notes.
_WANTED = frozenset(
    {
        *("UID", "SEQUENCE", "STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS", "RECURRENCE-ID"),
        *("DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "FREEBUSY"),
        *("TZID", "TZOFFSETTO", "TZOFFSETFROM", "X-LIC-LOCATION", "X-WR-TIMEZONE", "METHOD"),
    }
)


@dataclass(frozen=True, slots=True)
class Property:
    """parameters: by upper-case name, without quotation marks."""

    value: str
    parameters: Mapping[str, str]


@dataclass(slots=True)
class Component:
    name: str
    properties: dict[str, list[Property]] = field(default_factory=dict)
    components: list[Component] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        values = self.properties.get(name)
        return values[0] if values else None

    def text(self, name: str) -> str:
        """A short value in upper case; empty if it is not there."""
        found = self.first(name)
        return found.value.strip().upper() if found else ""

    def named(self, *names: str) -> Iterator[Component]:
        return (each for each in self.components if each.name in names)


def read_components(content: bytes) -> Component:
    """The calendar of a file; those of a file with several as one.

    Raises IcsTooLarge, IcsTooManyEvents, or IcsMalformed, also if the file's end is missing: what
    is not there cannot be busy.
    """
    if len(content) > MAX_BYTES:
        raise IcsTooLarge(megabytes=MAX_BYTES / 1024**2)
    text = content.decode("utf-8-sig", "replace")
    root = Component("")
    stack = [root]
    count = dates = 0
    for line in _FOLD.sub("", text).replace("\r\n", "\n").split("\n"):
        name, _, rest = line.partition(":")
        match name.upper():
            case "BEGIN":
                count += 1
                _begin(stack, rest, count)
            case "END":
                if rest.strip().upper() != stack[-1].name or len(stack) == 1:
                    raise IcsMalformed(reason="its parts do not nest")
                stack.pop()
            case _ if len(stack) > 1:
                dates += _add(stack[-1], line)
                if dates > MAX_DATES:
                    raise IcsTooManyEvents(number=MAX_DATES, things="dates")
    if len(stack) > 1:
        raise IcsMalformed(reason="its end is missing")
    calendars = [each for each in root.components if each.name == "VCALENDAR"]
    if not calendars:
        raise IcsMalformed(reason="no BEGIN:VCALENDAR in it")
    first, *others = calendars
    for other in others:
        first.components.extend(other.components)
    return first


def _begin(stack: list[Component], name: str, count: int) -> None:
    if count > MAX_COMPONENTS:
        raise IcsTooManyEvents(number=MAX_COMPONENTS, things="events")
    if len(stack) > _MAX_DEPTH:
        raise IcsMalformed(reason="its parts nest too deeply")
    component = Component(name.strip().upper())
    stack[-1].components.append(component)
    stack.append(component)


def _add(component: Component, line: str) -> int:
    """Returns how many dates a line lists."""
    name = re.split("[;:]", line[:40], maxsplit=1)[0].upper()
    if name not in _WANTED:
        return 0
    head, value = _split(line)
    parameters = {}
    for each in _split_parameters(head)[1:]:
        key, _, given = each.partition("=")
        parameters[key.upper()] = given.strip('"')
    values = component.properties.setdefault(name, [])
    values.append(Property(value.strip(), parameters))
    if len(values) > MAX_VALUES:
        raise IcsTooManyEvents(number=MAX_VALUES, things="dates in one event")
    return value.count(",") + 1 if name in _LISTS else 0


def _split(line: str) -> tuple[str, str]:
    """What is before and after the first colon outside of quotation marks."""
    is_quoted = False
    for at, character in enumerate(line):
        if character == '"':
            is_quoted = not is_quoted
        elif character == ":" and not is_quoted:
            return line[:at], line[at + 1 :]
    return line, ""


def _split_parameters(head: str) -> list[str]:
    if '"' not in head:
        return head.split(";")
    parts, is_quoted = [""], False
    for character in head:
        if character == ";" and not is_quoted:
            parts.append("")
            continue
        is_quoted ^= character == '"'
        parts[-1] += character
    return parts
