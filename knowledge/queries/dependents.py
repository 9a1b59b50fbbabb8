"""What rooms above lose with a collection. They register themselves, since nothing here may import
them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.models import Collection

_sources: list[Callable[[Collection], Sequence[Dependent]]] = []


@dataclass(frozen=True, slots=True)
class Dependent:
    """Something that stops working without a collection.

    public_id: whose. warning: a sentence for whoever deletes the collection.
    """

    public_id: str
    warning: str


def register_dependents(source: Callable[[Collection], Sequence[Dependent]]) -> None:
    """Register who depends on a collection. Called by the room's `AppConfig.ready`."""
    _sources.append(source)


def dependents_of(collection: Collection) -> list[Dependent]:
    return [each for source in _sources for each in source(collection)]
