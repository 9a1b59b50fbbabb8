"""Appointments in the portal: found by their customer, and changed through services, on record."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from core.scope import workspace_scope
from core.testing import nothing_changes, shared
from operations.tests.api_world import World
from operations.tests.portal import (
    WHY,
    Portal,
    done_by,
    entries,
    entries_about,
    fresh,
    make_portal_world,
    make_staff,
    messages,
    row_of,
)
from scheduling.models import Appointment, AppointmentNotice
from workspaces.tests.factories import Person


@shared
def staff() -> User:
    return make_staff("root", superuser=True)


@pytest.fixture
def root(staff: User) -> Portal:
    return Portal(staff)


@shared
def world(alice: Person) -> World:
    return make_portal_world(alice)


@pytest.mark.parametrize("field", ["public_id", "customer_name", "customer_email"])
def test_an_appointment_is_found_by_its_customer(root: Portal, world: World, field: str) -> None:
    row = row_of(Appointment, world)

    answer = root.list(Appointment, q=getattr(row, field), status__exact=row.status)

    assert row in list(answer.context["cl"].result_list)
    assert list(root.list(Appointment, q="nobody at all").context["cl"].result_list) == []


def test_a_cancellation_tells_the_customer_but_not_the_reason(
    root: Portal, staff: User, world: World
) -> None:
    row, since = row_of(Appointment, world), len(entries(world))

    answer = root.act("cancel", row)

    assert messages(answer) == ["Cancelled. Appointments: 1."]
    assert (fresh(row).status, fresh(row).cancelled_by) == ("CANCELLED", "PLATFORM")
    assert done_by(staff, world, since) == ["APPOINTMENT_CANCELLED"]
    assert entries(world)[-1].after["reason"] == WHY
    assert entries_about(row) == [f"Cancelled. {WHY}"]
    with workspace_scope(world.workspace.pk):
        told = AppointmentNotice.objects.filter(appointment=row, kind="CANCELLED")
        assert [each.details["reason"] for each in told] == [""] * len(told)
        assert told.filter(recipient="CUSTOMER").count() == 1


@pytest.mark.parametrize(
    ("action", "refusal"),
    [
        ("complete", "The appointment has not begun yet."),
        ("mark_no_show", "The appointment has not begun yet."),
    ],
)
def test_what_a_service_refuses_is_said_and_changes_nothing(
    root: Portal, world: World, action: str, refusal: str
) -> None:
    row: Any = row_of(Appointment, world)

    with nothing_changes():
        answer = root.act(action, row)

    assert messages(answer) == [
        f"{row.public_id}: {refusal}",
        f"{ {'complete': 'Completed.', 'mark_no_show': 'Marked as missed.'}[action] }"
        " Appointments: 0.",
    ]
