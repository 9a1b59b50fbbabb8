"""Every operation of the API, read from the URL table, so that a new one is covered once
mounted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from core.api import ApiViewSet

_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one route. template: as OpenAPI writes it, e.g. `/api/v1/agents/{agent_id}`."""

    method: str
    template: str
    view: type[Any] | None
    action: str

    @property
    def name(self) -> str:
        """The view and its action, e.g. `Publishing.publish`."""
        if self.view is None or not issubclass(self.view, ApiViewSet):
            return "?"
        return f"{self.view.__name__.removesuffix('ViewSet')}.{self.action}"

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"\{(\w+)\}", self.template)

    def path(self, values: Mapping[str, str]) -> str:
        """The path for these parameter values. Raises KeyError for an unknown parameter."""
        return self.template.format_map(values)

    def __str__(self) -> str:
        return f"{self.method} {self.template}"


def operations(prefix: str = "/api/v1/") -> list[Operation]:
    """All operations below `prefix`; `view` is None for anything but a REST view."""
    found = [
        each
        for pattern, template in _walk(get_resolver().url_patterns, "/")
        if template.startswith(prefix)
        for each in _operations_of(pattern, template)
    ]
    return sorted(found, key=str)


def _walk(patterns: list[Any], before: str) -> Iterator[tuple[URLPattern, str]]:
    for pattern in patterns:
        template = before + _PARAMETER.sub(r"{\1}", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, template)
        else:
            yield pattern, template


def _operations_of(pattern: URLPattern, template: str) -> Iterator[Operation]:
    view = getattr(pattern.callback, "cls", None)
    actions: dict[str, str] = getattr(pattern.callback, "actions", None) or {"get": "?"}
    for method, action in actions.items():
        if method != "head":
            yield Operation(method.upper(), template, view, action)
