"""A workspace with one of everything, members of every role, and a valid request for every route.

A new route needs an entry in BODIES if it takes a body, and one in `World.ids` for each new
parameter of its path; the sweep and the bad-input matrix fail until it has them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from core import ids
from core.testing import ApiClient, Operation
from core.testing.openapi import document, resolved
from operations.tests import (
    api_world_agents,
    api_world_knowledge,
    api_world_people,
    api_world_scheduling,
)
from operations.tests.api_world_knowledge import FORMS
from operations.tests.api_world_rows import Body, World, make_world, people_of
from operations.tests.api_world_states import BEFORE

__all__ = [
    "BODIES",
    "FORMS",
    "World",
    "body_of",
    "described",
    "make_ready",
    "make_world",
    "people_of",
    "query_of",
    "query_parameters",
    "send",
    "undone",
    "unknown",
]


# A valid body with every field, for every operation that takes one.
BODIES: dict[str, Body] = {
    **api_world_people.BODIES,
    **api_world_knowledge.BODIES,
    **api_world_agents.BODIES,
    **api_world_scheduling.BODIES,
}


# Queries of operations that require one; {names} stand for those of `World.ids`.
_SPAN = {"start_date": "2040-03-05", "end_date": "2040-03-06", "duration_minutes": "30"}
_TIME = {"starts_at": "2040-03-05T09:00:00Z", "duration_minutes": "30"}
QUERIES: dict[str, dict[str, str]] = {
    "Calendars.destroy": {"cancel_appointments": "true"},
    "OpenTimes.available_slots": _SPAN,
    "OpenTimes.explain": _TIME,
    "PublicCalendar.available_slots": _SPAN,
    "PublicCalendar.explain": _TIME,
    "PublicAppointment.retrieve": {"token": "{booking_token}"},
    "Search.everywhere": {"q": "parking"},
    "Search.in_collection": {"q": "parking"},
}


def body_of(operation: Operation, world: World) -> dict[str, Any] | None:
    """A new valid body; None for an operation that takes none."""
    make = BODIES.get(operation.name) or FORMS.get(operation.name)
    return make(world) if make else None


def query_of(operation: Operation, path_ids: dict[str, str]) -> dict[str, str]:
    """The query that an operation requires; empty for most."""
    required = QUERIES.get(operation.name, {})
    return {name: value.format(**path_ids) for name, value in required.items()}


def make_ready(operation: Operation, world: World) -> None:
    """Put the world into the state in which a valid request is accepted."""
    if operation.name in BEFORE:
        BEFORE[operation.name](world)


def send(
    api: ApiClient, operation: Operation, path_ids: dict[str, str], body: dict[str, Any] | None
) -> Any:
    path = operation.path(path_ids)
    if operation.name in FORMS:
        return api.upload(path, body or {})
    return api.call(operation.method, path, body=body, query=query_of(operation, path_ids))


@contextmanager
def undone() -> Iterator[None]:
    """Roll back what the block does, so that the next case starts from the same state."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def described(operation: Operation) -> dict[str, Any]:
    """The operation in the OpenAPI document."""
    return dict(document()["paths"][operation.template][operation.method.lower()])


def query_parameters(operation: Operation) -> dict[str, dict[str, Any]]:
    """Name → schema."""
    parameters = described(operation).get("parameters", [])
    return {each["name"]: resolved(each["schema"]) for each in parameters if each["in"] == "query"}


def unknown(public_id: str) -> str:
    """A well-formed id of the same kind that does not exist."""
    return ids.encode(public_id.rpartition("_")[0], ids.new_uuid())
