"""What members may do with appointments and customers may not: override, correct, decline."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.models import OutboxEvent
from core.scope import workspace_scope
from core.testing import nothing_changes, shared
from scheduling.errors import TimeNotAvailable
from scheduling.models import Appointment, AppointmentNotice, Calendar
from scheduling.services import book, reschedule
from scheduling.tests.fixtures import NOW, at, make_calendar
from scheduling.tests.mailbox import Kind, State, booked, notices, sent
from scheduling.tests.test_booking import ADA, try_to_book
from workspaces.contacts.models import Contact
from workspaces.models import AuditEntry, Workspace
from workspaces.tests.factories import Person

pytestmark = pytest.mark.usefixtures("rest_clock")
GRACE = {"customer_name": "Grace Hopper", "customer_email": "grace@example.com"}


@shared
def strict(acme: Workspace) -> Calendar:
    settings: Any = {
        "durations": [30],
        "minimum_notice_minutes": 600,
        "max_per_day": 1,
        "horizon_days": 10,
    }
    return make_calendar(acme, "Strict", settings=settings)


@shared
def appointment(calendar: Calendar) -> Appointment:
    """On Thursday, in time for its reminder."""
    return booked(calendar, at(9, day=4), phone="+43 1 234567")


def post(person: Person, base: str, calendar: Calendar, starts_at: Any, **wanted: Any) -> Any:
    body = {"calendar_id": calendar.public_id, "starts_at": starts_at.isoformat(), **GRACE}
    return person.api.post(f"{base}/appointments", {**body, **wanted})


def entries(workspace: Workspace, target: str) -> list[tuple[str, dict[str, Any]]]:
    with workspace_scope(workspace.pk):
        rows = AuditEntry.objects.filter(target=target).order_by("pk")
        return [(each.action, each.after) for each in rows]


# -- overriding ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts_at", "minutes", "rule"),
    [
        (at(9), 45, "DURATION_NOT_OFFERED"),
        (at(9, day=1), 30, "IN_THE_PAST"),
        (at(9, day=1) - timedelta(days=300), 30, "IN_THE_PAST"),
        (at(13, day=1), 30, "NOTICE_TOO_SHORT"),
        (at(9, month=5), 30, "BEYOND_HORIZON"),
        (at(9, day=6), 30, "OUTSIDE_HOURS"),
        (at(9, 7), 30, "NOT_ON_GRID"),
        (at(9, day=4), 30, "DAY_FULL"),
    ],
)
def test_a_member_passes_over_any_rule(
    alice: Person,
    acme: Workspace,
    base: str,
    strict: Calendar,
    *,
    starts_at: Any,
    minutes: int,
    rule: str,
) -> None:
    assert try_to_book(strict, at(12, day=4)) == "booked"

    with nothing_changes():
        refused = post(alice, base, strict, starts_at, duration_minutes=minutes)
    answer = post(alice, base, strict, starts_at, duration_minutes=minutes, override_rules=True)

    assert (refused.status_code, refused.json()["code"]) == (409, "TIME_NOT_AVAILABLE")
    assert (answer.status_code, answer.json()["overridden_rule"]) == (201, rule)
    assert entries(acme, answer.json()["id"]) == [
        ("APPOINTMENT_BOOKED", {"starts_at": starts_at.isoformat(), "overridden_rule": rule})
    ]


def test_a_host_is_booked_once_whatever_is_overridden(
    alice: Person, base: str, calendar: Calendar, appointment: Appointment
) -> None:
    with nothing_changes():
        answer = post(alice, base, calendar, at(9, 7, day=4), override_rules=True)

    assert (answer.status_code, answer.json()["detail"]) == (409, "This time is taken.")


def test_what_keeps_the_rules_overrides_none(
    alice: Person, acme: Workspace, base: str, calendar: Calendar
) -> None:
    answer = post(alice, base, calendar, at(9), override_rules=True)

    assert (answer.status_code, answer.json()["overridden_rule"]) == (201, None)
    assert entries(acme, answer.json()["id"]) == []


@pytest.mark.parametrize("starts_at", ["0001-01-01T00:00:00Z", "9999-12-31T23:00:00Z"])
def test_ten_years_are_far_enough(
    alice: Person, base: str, calendar: Calendar, starts_at: str
) -> None:
    body = {"calendar_id": calendar.public_id, "starts_at": starts_at, **GRACE}
    with nothing_changes():
        answer = alice.api.post(f"{base}/appointments", {**body, "override_rules": True})

    assert (answer.status_code, answer.json()["code"]) == (409, "TIME_NOT_AVAILABLE")


def test_an_appointment_is_moved_against_the_rules_and_back(
    alice: Person, acme: Workspace, base: str, appointment: Appointment
) -> None:
    path = f"{base}/appointments/{appointment.public_id}/reschedule"
    sunday, monday = at(9, day=7), at(9, day=8)

    with nothing_changes():
        assert alice.api.post(path, {"starts_at": sunday.isoformat()}).status_code == 409
    moved = alice.api.post(path, {"starts_at": sunday.isoformat(), "override_rules": True})
    assert moved.json()["overridden_rule"] == "OUTSIDE_HOURS"
    back = alice.api.post(path, {"starts_at": monday.isoformat(), "override_rules": True})
    assert back.json()["overridden_rule"] is None

    assert entries(acme, appointment.public_id) == [
        (
            "APPOINTMENT_RESCHEDULED",
            {"starts_at": sunday.isoformat(), "overridden_rule": "OUTSIDE_HOURS"},
        ),
        ("APPOINTMENT_RESCHEDULED", {"starts_at": monday.isoformat()}),
    ]


def test_nobody_is_mailed_about_what_is_over(alice: Person, base: str, calendar: Calendar) -> None:
    answer = post(alice, base, calendar, at(9, day=1), override_rules=True)

    assert (answer.status_code, notices(calendar)) == (201, [])


def test_customers_override_nothing(calendar: Calendar, appointment: Appointment) -> None:
    assert try_to_book(calendar, at(9, day=6), override_rules=True) == "OUTSIDE_HOURS"
    moved: Any = {"appointment": appointment, "starts_at": at(9, day=6), "override_rules": True}
    with workspace_scope(calendar.workspace_id), nothing_changes():
        with pytest.raises(TimeNotAvailable):
            reschedule(**moved, now=NOW)


# -- correcting ------------------------------------------------------------------------------------


def test_a_correction_reaches_everything_that_names_the_customer(
    alice: Person, acme: Workspace, base: str, calendar: Calendar, appointment: Appointment
) -> None:
    sent()
    answer = alice.api.patch(
        f"{base}/appointments/{appointment.public_id}",
        {**GRACE, "customer_phone": "+1-555-0100", "notes": "The left knee."},
    )

    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["customer_name"], shown["customer_email"], shown["customer_phone"]) == (
        *("Grace Hopper", "grace@example.com"),
        "+1-555-0100",
    )
    with workspace_scope(acme.pk):
        row = Appointment.objects.select_related("contact").get()
        assert (row.customer_phone_e164, row.sequence) == ("+15550100", 1)
        assert row.contact is not None
        assert (row.contact.email, Contact.objects.count()) == ("grace@example.com", 2)
        waiting = AppointmentNotice.objects.filter(kind=Kind.REMINDER, state=State.WAITING)
        assert [each.address for each in waiting] == ["grace@example.com"]
    assert [(each.to, each.subject.split(":")[0]) for each in sent()] == [
        (["grace@example.com"], "Appointment booked")
    ]
    fields = ["customer_email", "customer_name", "customer_phone", "notes"]
    assert entries(acme, appointment.public_id) == [("APPOINTMENT_CORRECTED", {"fields": fields})]
    event = OutboxEvent.objects.get(type="APPOINTMENT_CORRECTED")
    assert event.payload["fields"] == fields


def test_what_waits_for_a_wrong_address_is_not_sent(
    alice: Person, base: str, calendar: Calendar, appointment: Appointment
) -> None:
    alice.api.patch(f"{base}/appointments/{appointment.public_id}", GRACE)

    told = {address for each in sent() for address in each.to}
    assert "grace@example.com" in told
    assert "ada@example.com" not in told


def test_a_note_alone_mails_nobody(
    alice: Person, base: str, calendar: Calendar, appointment: Appointment
) -> None:
    sent()
    path = f"{base}/appointments/{appointment.public_id}"

    answer = alice.api.patch(path, {"notes": "The left knee."})

    assert (answer.json()["notes"], sent()) == ("The left knee.", [])
    with nothing_changes():
        assert alice.api.patch(path, {"notes": "The left knee."}).status_code == 200


def test_what_is_over_is_corrected_too(
    alice: Person, base: str, calendar: Calendar, appointment: Appointment
) -> None:
    with workspace_scope(calendar.workspace_id):
        Appointment.objects.update(status="COMPLETED")
    sent()

    answer = alice.api.patch(f"{base}/appointments/{appointment.public_id}", GRACE)

    assert (answer.json()["customer_name"], sent()) == ("Grace Hopper", [])


def test_answers_are_judged_by_the_questions(alice: Person, base: str, acme: Workspace) -> None:
    question = {"key": "knee", "label": "Which knee?", "type": "TEXT", "options": []}
    calendar = make_calendar(acme, settings={"questions": [question]})
    with workspace_scope(acme.pk):
        row = book(
            calendar=calendar, starts_at=at(9), customer=ADA, answers={"knee": "right"}, now=NOW
        )
    path = f"{base}/appointments/{row.public_id}"

    with nothing_changes():
        wrong = alice.api.patch(path, {"answers": {"elbow": "left"}})
    right = alice.api.patch(path, {"answers": {"knee": "left"}})

    assert (wrong.status_code, wrong.json()["code"]) == (400, "INVALID_ANSWER")
    assert right.json()["answers"] == {"knee": "left"}


# -- declining -------------------------------------------------------------------------------------


def test_a_request_is_declined_and_the_customer_told(
    alice: Person, acme: Workspace, base: str
) -> None:
    calendar = make_calendar(acme, settings={"confirmation": "MANUAL"})
    asked = booked(calendar, at(9))
    sent()
    path = f"{base}/appointments/{asked.public_id}/decline"

    answer = alice.api.post(path, {"reason": "We are away."})

    shown = answer.json()
    assert (answer.status_code, shown["status"], shown["cancelled_by"]) == (
        *(200, "CANCELLED"),
        "MEMBER",
    )
    told = [each for each in sent() if each.to == ["ada@example.com"]]
    assert [each.subject.split(":")[0] for each in told] == ["Request declined"]
    assert "We are away." in str(told[0].body)
    assert [action for action, _ in entries(acme, asked.public_id)] == ["APPOINTMENT_DECLINED"]
    with nothing_changes():
        assert alice.api.post(path).status_code == 200


def test_what_is_confirmed_is_cancelled_not_declined(
    alice: Person, base: str, appointment: Appointment
) -> None:
    with nothing_changes():
        answer = alice.api.post(f"{base}/appointments/{appointment.public_id}/decline")

    assert (answer.status_code, answer.json()["code"]) == (409, "NOT_PENDING")
    assert "is confirmed" in answer.json()["detail"]
