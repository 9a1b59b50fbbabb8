"""How long mails about appointments are kept, and what erasing a customer leaves of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.scope import workspace_scope
from core.testing import nothing_changes
from scheduling.models import Appointment, AppointmentNotice, Calendar
from scheduling.services import delete_calendar, erase_customers
from scheduling.services.erasing import delete_old_notices
from scheduling.services.sending import fail_notice
from scheduling.tests.fixtures import NOW, at, make_calendar
from scheduling.tests.mailbox import START, booked, do, hosted, notices, sent
from workspaces.contacts.models import Contact
from workspaces.contacts.services import erase_contact
from workspaces.models import Workspace
from workspaces.tests.factories import Person


def test_an_erased_customer_is_not_mailed_and_leaves_no_trace(acme: Workspace) -> None:
    calendar = hosted(acme, "Osei")
    appointment = booked(calendar, phone="+43 1 234567", language="de")

    do(calendar, erase_customers, appointments=[appointment])

    (to_host,) = sent()
    assert to_host.subject.startswith("Appointment cancelled:")
    assert "The appointment with Erased is cancelled." in to_host.body
    with workspace_scope(calendar.workspace_id):
        kept = Appointment.objects.values().get()
        rows = list(AppointmentNotice.objects.order_by("pk").values())
    assert (kept["starts_at"], kept["status"]) == (START, "CANCELLED")
    for word in ("Ada", "ada@", "1 234567", "431234567"):
        assert word not in f"{kept}{rows}"
    states = [(each["recipient"], each["kind"], each["state"]) for each in rows]
    assert states == [
        ("CUSTOMER", "BOOKED", "DROPPED"),
        ("HOST", "BOOKED", "DROPPED"),
        ("CUSTOMER", "REMINDER", "DROPPED"),
        ("HOST", "CANCELLED", "SENT"),
    ]


def test_mails_about_a_deleted_calendar_are_erased_with_their_customer(acme: Workspace) -> None:
    calendar = hosted(acme, "Osei")
    booked(calendar, phone="+43 1 234567")
    booked(calendar, at(10, day=3), name="Bob", email="bob@example.com")
    do(calendar, delete_calendar, calendar=calendar, cancel_appointments=True)

    with workspace_scope(acme.pk):
        contact = Contact.objects.get(email="ada@example.com")
        erase_contact(contact=contact, now=NOW)
        rows = list(AppointmentNotice.objects.order_by("pk").values())

    for word in ("Ada", "ada@", "1 234567"):
        assert word not in f"{rows}"
    assert {each.to[0] for each in sent()} == {"bob@example.com", "osei@acme.example"}


def test_a_person_with_appointments_to_come_is_told_before_their_data_goes(
    acme: Workspace, alice: Person, base: str, rest_clock: None
) -> None:
    calendar = hosted(acme, "Osei")
    appointment = booked(calendar, phone="+43 1 234567")
    assert len(sent()) == 2
    with workspace_scope(acme.pk):
        contact = Contact.objects.get(email="ada@example.com")
    path = f"{base}/contacts/{contact.public_id}"

    with nothing_changes():
        refused = alice.api.delete(path)
    assert (refused.status_code, refused.json()["code"]) == (409, "HAS_APPOINTMENTS")
    assert appointment.public_id in refused.json()["detail"]
    assert "cancel_appointments=true" in refused.json()["detail"]

    assert alice.api.delete(f"{path}?cancel_appointments=true").status_code == 200

    with workspace_scope(acme.pk):
        kept = Appointment.objects.values().get()
    assert (kept["status"], kept["cancelled_by"], kept["customer_name"]) == (
        *("CANCELLED", "MEMBER"),
        "Erased",
    )
    to_customer, to_host = sent()
    assert to_customer.to == ["ada@example.com"]
    assert to_customer.subject.startswith("Appointment cancelled:")
    assert "The appointment with Ada Lovelace is cancelled." in to_host.body
    with workspace_scope(acme.pk):
        rows = list(AppointmentNotice.objects.order_by("pk").values())
        assert not Contact.objects.exists()
    assert [(each["kind"], each["state"]) for each in rows if each["kind"] == "CANCELLED"] == [
        ("CANCELLED", "SENT"),
        ("CANCELLED", "SENT"),
    ]
    for word in ("Ada", "ada@", "1 234567", "431234567"):
        assert word not in f"{kept}{rows}"


def test_a_last_mail_that_cannot_be_sent_is_erased_too(acme: Workspace) -> None:
    calendar = hosted(acme, "Osei")
    booked(calendar)
    sent()
    with workspace_scope(acme.pk):
        contact = Contact.objects.get(email="ada@example.com")
        erase_contact(contact=contact, cancel_appointments=True, now=NOW)
        waiting = AppointmentNotice.objects.filter(kind="CANCELLED", state="WAITING")
        keys = list(waiting.values_list("pk", flat=True))
    assert len(keys) == 2

    for key in keys:
        fail_notice(notice_id=key, workspace_id=acme.pk, error="No such mailbox")

    with workspace_scope(acme.pk):
        rows = list(AppointmentNotice.objects.order_by("pk").values())
    assert "ada@" not in f"{rows}"
    assert [each["state"] for each in rows if each["id"] in keys] == ["FAILED"] * 2


@pytest.mark.parametrize(
    ("days", "left"), [(0, 3), (90, 3), (91, 0)], ids=["at once", "90 days", "91 days"]
)
def test_mails_are_kept_for_90_days_after_the_appointment(
    calendar: Calendar, days: int, left: int
) -> None:
    booked(calendar)

    delete_old_notices(now=START + timedelta(minutes=30, days=days))

    assert len(notices(calendar)) == left


@pytest.mark.parametrize(("days", "left"), [(7, 1), (8, 0)])
def test_mails_about_a_deleted_calendar_are_kept_for_a_week(
    acme: Workspace, days: int, left: int
) -> None:
    calendar = make_calendar(acme)
    booked(calendar)
    do(calendar, delete_calendar, calendar=calendar, cancel_appointments=True)
    with workspace_scope(acme.pk):
        AppointmentNotice.objects.exclude(recipient="CUSTOMER", kind="CANCELLED").delete()

    delete_old_notices(now=NOW + timedelta(days=8))
    assert [each.state for each in notices(calendar)] == ["WAITING"]
    sent()
    delete_old_notices(now=NOW + timedelta(days=days))

    assert len(notices(calendar)) == left
