"""Checks every event of the suite against the schema of its class."""

from __future__ import annotations

from functools import cache

from jsonschema import Draft202012Validator

from core.events.catalog import Event, event_of_type
from core.events.schema import schema_of
from core.models import OutboxEvent


def check_event(instance: OutboxEvent, **_signal: object) -> None:
    """Raise AssertionError for a row whose type, version or payload is not in the catalog.

    The suite connects it to every saved row.
    """
    event = event_of_type(instance.type)
    assert event is not None, f"{instance.type} is published but not in the catalog"
    assert instance.version == event.version, f"{instance.type} has version {instance.version}"
    validator = _validator(event)  # type: ignore[arg-type]  # classes are hashable
    errors = [
        f"{error.json_path}: {error.message}" for error in validator.iter_errors(instance.payload)
    ]
    assert not errors, f"{instance.type}: " + "\n".join(errors)


@cache
def _validator(event: type[Event]) -> Draft202012Validator:
    return Draft202012Validator(
        schema_of(event), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
