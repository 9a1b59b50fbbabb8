"""Appointments are found by who comes, with whom, and in one way only."""

from __future__ import annotations

from typing import Any

import pytest

from core.testing import shared
from scheduling.models import Appointment, Calendar
from scheduling.tests.fixtures import at, make_calendar, make_host
from scheduling.tests.mailbox import booked
from workspaces.models import Workspace
from workspaces.tests.factories import Person


@shared
def three(calendar: Calendar) -> list[Appointment]:
    return [
        booked(calendar, at(9), name="Jörg Großmann", phone="+49 171 5551234"),
        booked(calendar, at(10), name="Chloé Dupont", email="chloe@example.com"),
        booked(calendar, at(11), name="Max Gross", email="max@example.com", phone="+1-555-0100"),
    ]


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("gross", ["Jörg Großmann", "Max Gross"]),
        ("GROSSMANN", ["Jörg Großmann"]),
        ("großm", ["Jörg Großmann"]),
        ("jorg", ["Jörg Großmann"]),
        ("chloe d", ["Chloé Dupont"]),
        ("CHLOE@", ["Chloé Dupont"]),
        ("0171 555", ["Jörg Großmann"]),
        ("0171/5551234", ["Jörg Großmann"]),
        ("+49 171", ["Jörg Großmann"]),
        ("555", ["Jörg Großmann", "Max Gross"]),
        ("nobody", []),
        ("%", []),
    ],
)
def test_appointments_are_found_by_their_customer(
    alice: Person, base: str, three: list[Appointment], search: str, names: list[str]
) -> None:
    answer = alice.api.get(f"{base}/appointments", {"search": search})

    assert [each["customer_name"] for each in answer.json()["appointments"]] == names
    assert answer.json()["total"] == len(names)


def test_appointments_are_found_by_host_and_contact(
    alice: Person, base: str, acme: Workspace, three: list[Appointment]
) -> None:
    host = make_host(acme)
    calendar = make_calendar(acme, "Other", settings={"hosts": [host]})
    hosted = booked(calendar, at(9))
    path = f"{base}/appointments"
    contact = alice.api.get(f"{path}/{hosted.public_id}").json()["contact_id"]

    by_host = alice.api.get(path, {"host_id": host.public_id})
    by_contact = alice.api.get(path, {"contact_id": contact})

    assert ids_of(by_host) == [hosted.public_id]
    assert ids_of(by_contact) == sorted_ids(hosted, three[0])  # of the same address


def ids_of(answer: Any) -> list[str]:
    return [each["id"] for each in answer.json()["appointments"]]


def sorted_ids(*rows: Appointment) -> list[str]:
    ordered = sorted(rows, key=lambda each: (each.starts_at, each.pk))
    return [each.public_id for each in ordered]


@pytest.mark.parametrize("name", ["status", "search", "sort", "limit"])
def test_a_parameter_that_stands_twice_is_refused(alice: Person, base: str, name: str) -> None:
    answer = alice.api.get(f"{base}/appointments", {name: ["CONFIRMED", "CANCELLED"]})

    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (
        *(400, "REPEATED_PARAMETER"),
        name,
    )
