"""Appointments in the portal: found by their customer, and changed through services, on record."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import User
from core.scope import as_table_owner, workspace_scope
from core.testing import nothing_changes, shared
from operations.tests.api_world import World
from operations.tests.portal import (
    REASON,
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
from scheduling.models import Appointment, AppointmentNotice, Calendar, DateOverride
from scheduling.services import Customer, book, change_calendar
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


def shown_in(answer: Any) -> list[Appointment]:
    return list(answer.context["cl"].result_list)


def text_of(answer: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def book_at(world: World, starts_at: datetime, **settings: Any) -> Appointment:
    with workspace_scope(world.workspace.pk):
        calendar = Calendar.objects.get()
        change_calendar(calendar=calendar, now=timezone.now(), **settings)
        return book(
            calendar=calendar,
            starts_at=starts_at,
            customer=Customer(name="Grace Hopper"),
            by=world.owner.user,
            override_rules=True,
            now=timezone.now(),
        )


def test_the_next_ones_come_first_and_the_past_is_apart(root: Portal, world: World) -> None:
    row = row_of(Appointment, world)
    later = book_at(world, row.starts_at + timedelta(days=30))
    past = book_at(world, row.starts_at - timedelta(days=30))

    assert shown_in(root.list(Appointment)) == [row, later]
    assert shown_in(root.list(Appointment, when="past")) == [past]
    assert shown_in(root.list(Appointment, when="all")) == [later, row, past]
    assert shown_in(root.list(Appointment, q="Grace")) == [later, past]


def test_times_are_those_of_the_calendar_and_hosts_are_named(root: Portal, world: World) -> None:
    day = (timezone.now() + timedelta(days=20)).replace(hour=9, minute=0, second=0, microsecond=0)
    row = book_at(world, day, time_zone="Asia/Tokyo")
    clock = f"{day.astimezone(ZoneInfo('Asia/Tokyo')):%a %-d %b %Y, %H:%M} Asia/Tokyo"

    listed, page = text_of(root.list(Appointment)), text_of(root.page(row))

    assert "Starts (the calendar's time)" in listed
    assert f"{clock} Grace Hopper Dr. Osei Check-ups" in listed
    assert clock in page
    assert "Dr. Osei" in page


def test_the_page_that_asks_says_who_comes_and_what_they_see(root: Portal, world: World) -> None:
    row = row_of(Appointment, world)
    form = {"action": "cancel", "_selected_action": [row.pk]}

    asked = text_of(root.client.post(root.url(Appointment, "changelist"), form))

    assert "Cancel 1 appointment?" in asked
    assert f"Ada Lovelace · Check-ups · {row.starts_at:%a %-d %b %Y, %H:%M} UTC" in asked
    assert "they do not see it" in asked
    assert "Back Cancel 1 appointment" in asked  # the buttons


def actions_of(root: Portal, row: Appointment) -> set[str]:
    found = re.findall(rf"/appointment/{row.pk}/([a-z]+)/?\"", root.page(row).content.decode())
    return set(found) - {"change", "history", "delete"}


def test_an_appointment_is_acted_on_from_its_page(root: Portal, staff: User, world: World) -> None:
    row, since = row_of(Appointment, world), len(entries(world))
    with as_table_owner():
        Appointment.everywhere.update(status="PENDING")
    assert actions_of(root, row) == {"agenda", "confirm", "cancel"}

    address = root.url(Appointment, "confirm_it", row.pk)
    with nothing_changes():
        asked = root.client.get(address)
        assert root.client.post(address, {"reason": "no"}).status_code == 200
    assert "Confirm 1 appointment?" in text_of(asked)
    done = root.client.post(address, REASON, follow=True)

    assert (fresh(row).status, messages(done)) == ("CONFIRMED", ["Confirmed. Appointments: 1."])
    assert done_by(staff, world, since) == ["APPOINTMENT_CONFIRMED"]
    assert actions_of(root, row) == {"agenda", "cancel", "complete", "missed"}
    refused = root.client.post(root.url(Appointment, "complete_it", row.pk), REASON, follow=True)
    assert "has not begun yet" in messages(refused)[0]
    root.client.post(root.url(Appointment, "cancel_it", row.pk), REASON)
    assert (fresh(row).status, fresh(row).cancelled_by) == ("CANCELLED", "PLATFORM")
    assert actions_of(root, row) == {"agenda"}


def test_only_staff_who_may_change_act_on_the_page(world: World) -> None:
    row = row_of(Appointment, world)
    looks = Portal(make_staff("looks", "scheduling.view_appointment"))

    with nothing_changes():
        answer = looks.client.post(looks.url(Appointment, "cancel_it", row.pk), REASON)

    assert answer.status_code == 403
    assert actions_of(looks, row) == {"agenda"}


def test_a_calendar_is_shown_in_words(root: Portal, world: World) -> None:
    question = {"key": "knee", "label": "Which knee?", "type": "CHOICE", "is_required": True}
    with workspace_scope(world.workspace.pk):
        calendar = Calendar.objects.get()
        change_calendar(
            calendar=calendar,
            questions=[{**question, "options": ["left", "right"]}],
            now=timezone.now(),
        )
        DateOverride.objects.update(windows=[["09:00", "12:00"], ["13:00", "00:00"]])

    text = text_of(root.page(calendar))

    assert "Which knee? (required): left / right" in text
    assert "09:00 – 12:00, 13:00 – 24:00" in text
    assert "Monday" in text
    assert "[{" not in text
    assert "[[" not in text
