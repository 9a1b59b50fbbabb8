"""The catalog of events: frozen dataclasses in the apps' `events.py`."""

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

    type: identifies the event to subscribers; never reused.
    version: of the payload; increased when a field is renamed, removed, or changes its meaning.
    aggregate_field: the field with the id of the object; events of one object are kept in order.
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
    """Make a class a frozen dataclass and add it to the catalog.

    aggregate: the field with the id of the object. Raises ValueError for a type that exists
        already, TypeError for a field type that JSON cannot represent.
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
    """The class of an event type; None if this release does not publish it."""
    return _events.get(event_type)


def every_event() -> list[type[Event]]:
    """The events of all installed apps, by type."""
    autodiscover_modules("events")
    modules = {f"{app.name}.events" for app in apps.get_app_configs()}
    return [cls for _, cls in sorted(_events.items()) if cls.__module__ in modules]
