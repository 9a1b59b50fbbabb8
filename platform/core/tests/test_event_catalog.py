"""Events as values: their field types, their JSON, and one class per type."""

from __future__ import annotations

import dataclasses
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Annotated, Any

import pytest
from django.utils import timezone as clock

from core import ids
from core.events import Event, catalog, event, every_event, example, one_of, public_id
from core.events.schema import schema_of
from core.models import OutboxEvent
from core.testing.events import check_event
from core.tests.events import CallTested

CallId = Annotated[str, public_id("call")]
CALL = ids.encode("call", uuid.UUID(int=1))


@dataclass(frozen=True)
class Leg:
    number: Annotated[str, example("+4930123456")]
    cost: float | None


@dataclass
class Mutable:
    number: str


@event("CALL_ROUTED", version=3, aggregate="call_id")
class CallRouted(Event):
    """A call has ended, after any number of legs."""

    call_id: CallId
    outcome: Annotated[str, one_of("ANSWERED", "BUSY")]
    legs: list[Leg]
    is_test: bool
    ended_at: datetime | None


def routed(**changes: Any) -> CallRouted:
    berlin = timezone(timedelta(hours=1))
    values: dict[str, Any] = {
        "call_id": CALL,
        "outcome": "ANSWERED",
        "legs": [Leg("+4930123456", 0.25), Leg("+4930999999", None)],
        "is_test": False,
        "ended_at": datetime(2027, 1, 31, 10, 30, tzinfo=berlin),
    }
    return CallRouted(**(values | changes))


def test_an_event_is_written_as_its_fields_with_times_in_utc() -> None:
    assert routed().as_json() == {
        "call_id": CALL,
        "outcome": "ANSWERED",
        "legs": [{"number": "+4930123456", "cost": 0.25}, {"number": "+4930999999", "cost": None}],
        "is_test": False,
        "ended_at": "2027-01-31T09:30:00Z",
    }


def test_an_event_has_type_version_and_aggregate() -> None:
    happened = routed()

    assert (happened.type, happened.version, happened.aggregate) == ("CALL_ROUTED", 3, CALL)
    assert catalog.event_of_type("CALL_ROUTED") is CallRouted


def test_an_event_is_immutable_and_compared_by_value() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        routed().outcome = "BUSY"  # type: ignore[misc]

    assert routed() == routed()
    assert not hasattr(routed(), "__dict__")


def test_the_schema_follows_from_the_fields() -> None:
    schema: Any = schema_of(CallRouted)

    assert (schema["type"], schema["additionalProperties"]) == ("object", False)
    assert schema["required"] == ["call_id", "outcome", "legs", "is_test", "ended_at"]
    fields = schema["properties"]
    assert fields["call_id"]["pattern"].startswith("^call_")
    assert fields["outcome"]["enum"] == ["ANSWERED", "BUSY"]
    assert fields["legs"]["items"]["properties"]["cost"]["anyOf"][1] == {"type": "null"}
    assert fields["ended_at"]["anyOf"][0]["format"] == "date-time"


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("call_id", "call_1", "$.call_id"),
        ("call_id", ids.encode("agent", uuid.UUID(int=1)), "$.call_id"),
        ("outcome", "LOST", "$.outcome"),
        ("legs", [Leg("1", "free")], "$.legs[0].cost"),  # type: ignore[arg-type]
        ("legs", None, "$.legs"),
        ("is_test", 1, "$.is_test"),
        ("ended_at", "yesterday", "$.ended_at"),
    ],
)
def test_the_suite_refuses_a_payload_that_violates_its_schema(
    field: str, value: Any, complaint: str
) -> None:
    fine, wrong = routed(), routed(**{field: value})
    row = {"type": "CALL_ROUTED", "version": 3}

    check_event(OutboxEvent(payload=fine.as_json(), **row))
    with pytest.raises(AssertionError) as refused:
        check_event(OutboxEvent(payload=wrong.as_json(), **row))

    assert complaint in str(refused.value)


@pytest.mark.parametrize(
    "changes",
    [{"type": "UNHEARD_OF"}, {"version": 1}, {"payload": {"call_id": "call_1"}}],
    ids=["type", "version", "payload"],
)
def test_every_row_written_by_the_suite_is_checked(db: None, changes: dict[str, Any]) -> None:
    fine = {
        "workspace_id": 1,
        "type": CallTested.type,
        "version": CallTested.version,
        "payload": {"call_id": "call_1", "number": 1},
        "created_at": clock.now(),
    }

    OutboxEvent.objects.create(**fine)
    with pytest.raises(AssertionError):
        OutboxEvent.objects.create(**(fine | changes))


@pytest.mark.parametrize(
    "annotation",
    [Any, object, Decimal, uuid.UUID, bytes, dict[str, str], set[str], tuple[int, int], Mutable]
    + [list[Decimal], Decimal | None, list],
    ids=str,
)
def test_types_that_json_cannot_represent_are_refused(
    annotation: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog, "_events", {})
    cls = type("Odd", (Event,), {"__annotations__": {"call_id": str, "odd": annotation}})

    with pytest.raises(TypeError):
        event("ODD", version=1, aggregate="call_id")(cls)

    assert catalog._events == {}


@pytest.mark.parametrize("fields", [{"other": str}, {"call_id": str, "version": int}], ids=str)
def test_the_aggregate_must_be_a_field(fields: dict[str, Any]) -> None:
    cls = type("Odd", (Event,), {"__annotations__": fields})

    with pytest.raises(TypeError):
        event("ODD", version=1, aggregate="call_id")(cls)


def test_a_type_cannot_be_reused() -> None:
    cls = type("Again", (Event,), {"__annotations__": {"call_id": str}})

    with pytest.raises(ValueError, match="TESTED is CallTested already"):
        event("TESTED", version=3, aggregate="call_id")(cls)


def test_the_catalog_lists_events_of_apps_and_not_of_tests() -> None:
    types = [each.type for each in every_event()]

    assert {"CONVERSATION_STARTED", "DOCUMENT_PROCESSED", "LEAD_CAPTURED"} <= set(types)
    assert types == sorted(types)
    assert "TESTED" not in types
