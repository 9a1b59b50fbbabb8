"""What customers may do by themselves: one appointment at a time, with a number that is dialed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.conf import LazySettings

from core.scope import workspace_scope
from core.testing import nothing_changes
from core.throttling import RateLimited
from scheduling.errors import AlreadyBooked, CustomerPhoneInvalid
from scheduling.models import Appointment
from scheduling.services import Customer, book, reschedule
from scheduling.tests.fixtures import NOW, at, make_calendar, make_host
from scheduling.tests.test_booking import ADA, try_to_book
from workspaces.models import Membership, Workspace


def test_nobody_books_two_appointments_at_once(acme: Workspace) -> None:
    """By address or number; staff may, for a family that comes together."""
    hosts = [make_host(acme, name) for name in ("One", "Two", "Three")]
    calendar = make_calendar(acme, settings={"hosts": hosts})
    other = make_calendar(acme, "Other", settings={"capacity": 5})
    with workspace_scope(acme.pk):
        owner = Membership.objects.select_related("user").get(role=Membership.Role.OWNER).user
        wanted: Any = {"calendar": calendar, "now": NOW}
        first = book(starts_at=at(9), minutes=60, customer=ADA, request_key="one", **wanted)
        for same in (replace(ADA, phone=""), replace(ADA, email="ada+2@example.com", phone="")):
            for starts_at in (at(9), at(9, 30)):
                with nothing_changes(), pytest.raises(AlreadyBooked):
                    book(starts_at=starts_at, customer=same, **wanted)
        by_number = Customer(name="Ada", phone="01 234567")
        with nothing_changes(), pytest.raises(AlreadyBooked):
            book(starts_at=at(9), customer=by_number, **wanted)
        with nothing_changes():
            again = book(starts_at=at(9), customer=ADA, request_key="one", **wanted)
        assert again == first
        later = book(starts_at=at(10), customer=ADA, **wanted)
        with nothing_changes(), pytest.raises(AlreadyBooked):
            reschedule(appointment=later, starts_at=at(9, 30), now=NOW)
        assert book(starts_at=at(9), customer=ADA, by=owner, **wanted).pk
        assert reschedule(appointment=later, starts_at=at(9, 30), by=owner, now=NOW).pk
        assert book(calendar=other, starts_at=at(9), customer=ADA, now=NOW).pk


def test_who_tries_times_with_somebodys_address_is_stopped(
    acme: Workspace, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RATE_LIMIT_FACTOR = 1
    monkeypatch.setattr("scheduling.services.limits.CHANGES_PER_HOUR", 2)
    calendar = make_calendar(acme, settings={"capacity": 9})
    assert try_to_book(calendar, at(9)) == "booked"
    with workspace_scope(acme.pk):
        for refusal in (AlreadyBooked, AlreadyBooked, RateLimited):
            with nothing_changes(), pytest.raises(refusal):
                book(calendar=calendar, starts_at=at(9), customer=ADA, requester="x", now=NOW)


@pytest.mark.parametrize(
    ("zone", "country", "number"),
    [
        ("Europe/Vienna", "", "+431234567"),
        ("UTC", "AT", "+431234567"),
        ("UTC", "", None),
        ("Europe/London", "", None),
    ],
)
def test_a_number_without_a_country_code_is_read_in_the_calendars_country(
    acme: Workspace, zone: str, country: str, number: str | None
) -> None:
    calendar = make_calendar(acme, settings={"time_zone": zone, "holiday_country": country})
    with workspace_scope(acme.pk):
        wanted: Any = {"calendar": calendar, "starts_at": at(9), "now": NOW}
        customer = Customer(name="Ada", phone="(01) 234567")
        if number is None:
            with nothing_changes(), pytest.raises(CustomerPhoneInvalid, match="country code"):
                book(customer=customer, **wanted)
            return
        booked = book(customer=customer, **wanted)
        kept = Appointment.objects.select_related("contact").get(pk=booked.pk)
        assert (kept.customer_phone, kept.customer_phone_e164) == ("(01) 234567", number)
        assert kept.contact is not None
        assert kept.contact.phone_e164 == number
