"""The catalog of events: each is a frozen dataclass in the `events.py` of its app."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import ClassVar, TypeVar, cast, dataclass_transform

from django.apps import apps
from django.utils.module_loading import autodiscover_modules

from core.events.schema import Json, schema_of, to_json

_events: dict[str, type[Event]] = {}
AnEvent = TypeVar("AnEvent", bound="Event")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, as a value. Its fields are the payload.

    type: what subscribers know it by; never given to another event.
    version: of the payload; raised when a field is renamed, dropped, or means something else.
    aggregate_field: the field that names what it happened to; events of one are kept in order.
    """

    type: ClassVar[str]
    version: ClassVar[int]
    aggregate_field: ClassVar[str]

    @property
    def aggregate(self) -> str:
        return cast(str, getattr(self, self.aggregate_field))

    def as_json(self) -> dict[str, Json]:
        return cast("dict[str, Json]", to_json(self))


@dataclass_transform(frozen_default=True, kw_only_default=True)
def event(
    event_type: str, *, version: int, aggregate: str
) -> Callable[[type[AnEvent]], type[AnEvent]]:
    """Make a class a frozen dataclass and put it into the catalog.

    aggregate: the field that names what it happened to.
    Raises ValueError for a type that the catalog has, TypeError for what JSON cannot say.
    """

    def register(cls: type[AnEvent]) -> type[AnEvent]:
        made: type[AnEvent] = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        schema_of(made)
        names = {field.name for field in fields(made)}
        if aggregate not in names or names & {*dir(Event), *Event.__annotations__}:
            raise TypeError(
                f"{made.__name__} lacks {aggregate}, or a field hides what events have."
            )
        if event_type in _events:
            raise ValueError(f"{event_type} is {_events[event_type].__name__} already.")
        made.type, made.version, made.aggregate_field = event_type, version, aggregate
        _events[event_type] = made
        return made

    return register


def event_of_type(event_type: str) -> type[Event] | None:
    """None for a type that this release does not publish."""
    return _events.get(event_type)


def every_event() -> list[type[Event]]:
    """The events of all installed apps, by type."""
    autodiscover_modules("events")
    modules = {f"{app.name}.events" for app in apps.get_app_configs()}
    return [cls for _, cls in sorted(_events.items()) if cls.__module__ in modules]
