"""The catalog of events and its page: the product publishes all of it and nothing else."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Annotated, Any

import pytest
from django.core.management import CommandError, call_command

from core.events import Event, catalog, event, every_event, example, public_id
from core.events.schema import schema_of
from core.models import OutboxEvent
from core.testing.events import check_event
from operations import event_document
from operations.tests.test_house import CODE, ROOT, called, nodes


@dataclass(frozen=True)
class Leg:
    number: str
    cost: float | None


def run_command(*arguments: str) -> str:
    out = StringIO()
    call_command("event_catalog", *arguments, stdout=out)
    return out.getvalue()


def define(docstring: str, monkeypatch: pytest.MonkeyPatch) -> type[Event]:
    """An event of two fields, in the catalog for the duration of one test."""
    monkeypatch.setattr(catalog, "_events", dict(catalog._events))
    fields = {"call_id": Annotated[str, public_id("call")], "reason": Annotated[str, example("X")]}
    namespace = {"__annotations__": fields, "__doc__": docstring, "__module__": "widget.events"}
    return event("CALL_LOST", version=7, aggregate="call_id")(type("CallLost", (Event,), namespace))


def test_the_page_matches_the_catalog() -> None:
    assert run_command("--check") == "events.md is up to date.\n"


def test_an_outdated_page_is_reported_and_rewritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "events.md"
    page.write_text("# Events of yesterday\n")
    monkeypatch.setattr(event_document, "PATH", page)

    with pytest.raises(CommandError, match="make docs"):
        run_command("--check")
    assert page.read_text() == "# Events of yesterday\n"

    assert run_command() == "events.md written.\n"
    assert page.read_text() == (ROOT / "docs" / "events.md").read_text()


def test_a_section_describes_the_event_and_its_fields(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    define(
        "A call broke off,\nand nobody wanted it to.\n\n"
        "call_id: The call.\nreason: Why,\n    as the carrier says.",
        monkeypatch,
    )

    page = event_document.render()

    section = page.partition("## CALL_LOST\n")[2].partition("\n## ")[0]
    assert "\nA call broke off, and nobody wanted it to.\n" in section
    assert "\nVersion 7, in order by `call_id`. In code: `widget.events.CallLost`.\n" in section
    assert "\n| `call_id` | id `call_…` | The call. |\n" in section
    assert "\n| `reason` | string | Why, as the carrier says. |\n" in section
    assert '"reason": "X"' in section


@pytest.mark.parametrize(
    "described",
    ["call_id: The call.", "call_id: The call.\nreason: Why.\ncause: Why else.", ""],
    ids=["one missing", "one too many", "none"],
)
def test_an_event_without_field_descriptions_has_no_page(
    described: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    define(f"A call broke off.\n\n{described}", monkeypatch)

    with pytest.raises(ValueError, match="CallLost"):
        event_document.render()


@pytest.mark.parametrize(
    ("annotation", "words"),
    [
        (str, "string"),
        (bool | None, "boolean or null"),
        (list[int], "list of integer"),
        (Leg, "object of `number` (string), `cost` (number or null)"),
    ],
    ids=str,
)
def test_types_are_readable(annotation: Any, words: str) -> None:
    assert event_document.type_name(schema_of(annotation)) == words


@pytest.mark.parametrize("each", every_event(), ids=lambda each: each.type)
def test_the_example_follows_the_schema(each: type[Event]) -> None:
    payload = event_document.example_payload(each)

    check_event(OutboxEvent(type=each.type, version=each.version, payload=payload))


def test_exactly_the_catalog_is_published() -> None:
    calls = [node for _, node in nodes(CODE) if called(node).split(".")[-1] == "publish_event"]
    published = [called(node.args[0]) for node in calls if isinstance(node, ast.Call)]

    assert sorted(set(published)) == sorted(each.__name__ for each in every_event())


def test_events_are_defined_in_the_events_of_an_installed_app() -> None:
    defined = {
        node.name: Path(where.partition(":")[0]).name
        for where, node in nodes(CODE)
        if isinstance(node, ast.ClassDef)
        and any(called(each).split(".")[-1] == "event" for each in node.decorator_list)
    }

    assert set(defined) == {each.__name__ for each in every_event()}
    assert set(defined.values()) == {"events.py"}


def test_only_the_outbox_writes_its_table() -> None:
    writes = ("OutboxEvent", "OutboxEvent.objects.create", "OutboxEvent.objects.bulk_create")

    found = [where for where, node in nodes(CODE) if called(node) in writes]

    assert [where.partition(":")[0] for where in found] == ["platform/core/events/outbox.py"]
