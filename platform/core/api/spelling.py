"""Which name was meant: errors of fields and parameters that nothing knows."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

Shape = serializers.Serializer[Any]
UNKNOWN = "unknown_field"
MAX_NAMED = 50  # fields of one object
_MAX_LENGTH = 100  # characters of a name that are compared, or shown
_ALIKE, _MISSPELT = 0.6, 0.8  # of difflib's ratio
PAGE_PARAMETERS = ("limit", "sort", "cursor")
# What lists of other products call it. Passed over, `page=2` would be the first page for ever.
_ELSEWHERE = {
    "page": "cursor",
    "offset": "cursor",
    "skip": "cursor",
    "after": "cursor",
    "pagesize": "limit",
    "perpage": "limit",
    "order": "sort",
    "orderby": "sort",
    "ordering": "sort",
    "sortby": "sort",
}


def unknown_fields(shape: Shape, data: Mapping[str, object]) -> dict[str, ErrorDetail]:
    """The errors of the fields in `data` that the shape does not have, by name."""
    unknown = [name for name in data if name not in shape.fields][:MAX_NAMED]
    return {name: ErrorDetail(_sentence(shape, name), UNKNOWN) for name in unknown}


def misspelt_parameters(known: list[str], data: Mapping[str, object]) -> dict[str, ErrorDetail]:
    """The errors of parameters that resemble a known one, or one of a page, by name."""
    known = [*known, *PAGE_PARAMETERS]
    meant = {
        name: _ELSEWHERE.get(_folded(name)) or nearest(name, known, least=_MISSPELT)
        for name in list(data)[:MAX_NAMED]
        if name not in known
    }
    return {
        name: ErrorDetail(f"Unknown parameter; did you mean {other}?", "unknown_parameter")
        for name, other in meant.items()
        if other is not None
    }


def nearest(name: str, known: Iterable[str], *, least: float = _ALIKE) -> str | None:
    """The known name that is most like this one; None if none is."""
    folded = {_folded(each): each for each in known}
    found = difflib.get_close_matches(_folded(name)[:_MAX_LENGTH], folded, n=1, cutoff=least)
    return folded[found[0]] if found else None


def _sentence(shape: Shape, name: str) -> str:
    """Names the nearest field here, else the nearest one of the whole body, else all here."""
    meant = nearest(name, shape.fields) or _nearest_elsewhere(shape.root, name)
    if meant is not None:
        return f"Unknown field; did you mean {meant}?"
    if not shape.fields:
        return "Unknown field; no body is expected here."
    return f"Unknown field; known here: {', '.join(shape.fields)}."


def _nearest_elsewhere(root: object, name: str) -> str | None:
    paths = {path.rpartition(".")[2]: path for path in _paths(root)}
    meant = nearest(name, paths)
    return None if meant is None else paths[meant]


def _paths(shape: object, before: str = "") -> Iterator[str]:
    for name, field in getattr(shape, "fields", {}).items():
        yield before + name
        yield from _paths(field, f"{before}{name}.")


def _folded(name: str) -> str:
    """Without what spellings differ in: `collectionIds`, `collection_ids` and `Collection-IDs`."""
    return name[:_MAX_LENGTH].replace("_", "").replace("-", "").lower()
