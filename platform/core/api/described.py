"""Names of operations in the OpenAPI document, derived from the action and the resource."""

from __future__ import annotations

import re
from typing import ClassVar, Protocol

_VERBS = {"retrieve": "get", "partial_update": "update", "destroy": "delete"}


class Named(Protocol):
    """A view, as far as it is described."""

    resource: ClassVar[str]
    is_single: ClassVar[bool]
    named: ClassVar[dict[str, tuple[str, str]]]


def name_of(view: type[Named], action: str) -> tuple[str, str]:
    """The id and the summary of an action."""
    found = view.named.get(action)
    return found or _derived(action, view.resource, is_single=view.is_single)


def _derived(action: str, resource: str, *, is_single: bool) -> tuple[str, str]:
    """The id and the summary, such as `archiveAgent` and "Archive an agent".

    resource: in the singular. is_single: True if there is one of it.
    """
    verb = _VERBS.get(action, action).replace("_", " ")
    thing = _plural(resource) if action == "list" else resource
    article = "an" if resource[:1].lower() in "aeiou" else "a"
    phrase = f"the {thing}" if is_single else thing if action == "list" else f"{article} {thing}"
    return _camel(f"{verb} {thing}"), f"{verb.capitalize()} {phrase}"


def _plural(noun: str) -> str:
    return re.sub(r"(?<![aeiou])y$", "ie", noun) + "s"


def _camel(words: str) -> str:
    first, *rest = [re.sub(r"\W", "", word) for word in words.split()]
    return first.lower() + "".join(word.capitalize() for word in rest)
