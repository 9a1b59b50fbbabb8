"""What strangers may book, move and hold: by who asks, by whom it is for, and by calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from core.scope import workspace_scope
from core.testing import ApiClient, nothing_changes
from core.throttling import RateLimited
from scheduling.errors import TooManyAppointments, TooManyHolds
from scheduling.models import Appointment, Calendar, Hold
from scheduling.services import Customer, book, hold_time, limits, release_hold, reschedule
from scheduling.tests.booking_pages import FORM, details, heading, make_appointment, own, stored
from scheduling.tests.fixtures import NOW, at, make_calendar
from scheduling.tokens import make_token
from workspaces.contacts.services import identify_contact
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("page_clock", "rest_clock")
NETWORK, OTHER = "192.0.2.7", "192.0.2.8"


@pytest.fixture(autouse=True)
def few(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.RATE_LIMIT_FACTOR, settings.TRUSTED_PROXIES = 1, 1
    monkeypatch.setattr(limits, "CHANGES_PER_HOUR", 2)
    monkeypatch.setattr(limits, "BOOKINGS_FOR_ONE_PER_HOUR", 2)
    monkeypatch.setattr(limits, "BOOKINGS_PER_HOUR", 5)
    monkeypatch.setattr(limits, "HELD_BY_ONE", 1)
    monkeypatch.setattr(limits, "HELD_AT_ONCE", 5)


@pytest.fixture
def booking(calendar: Calendar) -> Callable[..., Appointment]:
    def book_next(number: int, **wanted: Any) -> Appointment:
        customer = Customer(name="Ada", email=f"ada{number}@example.com")
        given = {"calendar": calendar, "customer": customer, "starts_at": slot(number), **wanted}
        with workspace_scope(given["calendar"].workspace_id):
            return book(**given, now=NOW)

    return book_next


def slot(number: int) -> datetime:
    """The open times from Tuesday on, 16 a day."""
    return at(8) + timedelta(days=number // 16, minutes=30 * (number % 16))


# -- who asks --------------------------------------------------------------------------------------


def test_a_network_books_and_moves_some_an_hour(
    acme: Workspace, calendar: Calendar, booking: Callable[..., Appointment]
) -> None:
    booking(0, requester=NETWORK)
    moved = booking(1, requester=NETWORK)
    with workspace_scope(acme.pk), nothing_changes(), pytest.raises(RateLimited):
        reschedule(appointment=moved, starts_at=slot(5), requester=NETWORK, now=NOW)
    with nothing_changes(), pytest.raises(RateLimited):
        booking(2, requester=NETWORK)

    booking(2, requester=OTHER)
    booking(3)  # a member, or a program of ours
    booking(4, calendar=make_calendar(acme, "Elsewhere"), requester=NETWORK)


def test_a_network_books_for_a_mailbox_so_often_an_hour_wherever_that_is(
    acme: Workspace, other_workspace: Workspace, booking: Callable[..., Appointment]
) -> None:
    """Else whoever knows many calendars fills somebody's mailbox."""
    ada = Customer(name="Ada", email="ada@example.com")
    booking(0, customer=ada, requester=NETWORK)
    booking(0, calendar=make_calendar(acme, "B"), customer=ada, requester=NETWORK)
    elsewhere = make_calendar(other_workspace, "C")
    with pytest.raises(RateLimited):
        booking(
            0,
            calendar=elsewhere,
            customer=Customer(name="Ada", email="Ada+c@example.com"),
            requester=NETWORK,
        )

    booking(0, calendar=elsewhere, customer=ada, requester=OTHER)


def test_what_is_refused_is_not_counted(booking: Callable[..., Appointment]) -> None:
    booking(0, requester=OTHER)
    for _ in range(3):
        with pytest.raises(Exception, match="taken"):
            booking(0, requester=NETWORK)
    booking(1, requester=NETWORK)


def test_a_calendar_is_booked_so_often_an_hour_at_each_surface(
    calendar: Calendar, booking: Callable[..., Appointment]
) -> None:
    for number in range(5):
        booking(number, requester=f"network {number}")
    with nothing_changes(), pytest.raises(RateLimited):
        booking(5, requester="network 5")

    booking(5, source=Appointment.Source.CHAT, requester="a conversation")


def test_the_page_and_the_routes_count_networks(calendar: Calendar, client: Client) -> None:
    """The addresses of one subscriber are one network, however many there are."""
    body = {"customer_name": "Ada", "customer_email": "a@b.example", "starts_at": at(8).isoformat()}
    url = f"/api/v1/calendars/{calendar.public_id}/appointments"

    def send(number: int, address: str) -> int:
        typed = {**FORM, "email": f"ada{number}@example.com"}
        page = details(calendar, slot(number))
        return client.post(page, typed, headers={"X-Forwarded-For": address}).status_code

    booked = ApiClient(**{"X-Forwarded-For": "2001:db8::1"}).post(url, body)
    assert booked.status_code == 201
    assert send(1, "2001:db8::2") == 303
    assert send(2, "2001:db8::3") == 429
    assert send(2, "2001:db8:0:1::1") == 303

    kept = make_appointment(calendar, at(14))
    form = {"start": f"{at(15):%Y-%m-%dT%H:%MZ}"}
    answer = client.post(own(kept, "/move"), form, headers={"X-Forwarded-For": "2001:db8::4"})
    assert (answer.status_code, heading(answer)) == (429, "That was a lot in a short time.")
    assert 1 <= int(answer["Retry-After"]) <= 3600
    moved = ApiClient(**{"X-Forwarded-For": "2001:db8::5"}).post(
        f"/api/v1/appointments/{kept.public_id}/reschedule",
        {"token": make_token(kept.public_id), "starts_at": at(15).isoformat()},
    )
    assert (moved.status_code, moved.json()["code"]) == (429, "RATE_LIMITED")
    assert stored(calendar)[-1].starts_at == at(14)


# -- whom it is for --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "email", ["ada@example.com", "ADA@Example.COM", "ada+1@example.com", "Ada+a+b@example.com"]
)
def test_a_mailbox_has_so_many_appointments_to_come(
    acme: Workspace, booking: Callable[..., Appointment], email: str
) -> None:
    calendar = make_calendar(acme, "Few", settings={"max_upcoming_per_customer": 1})
    ada = Customer(name="Ada", email="Ada+shop@example.com")
    booking(0, calendar=calendar, customer=ada)

    with nothing_changes(), pytest.raises(TooManyAppointments):
        booking(1, calendar=calendar, customer=Customer(name="Bob", email=email))

    booking(1, calendar=calendar, customer=Customer(name="Bob", email="bada@example.com"))


def test_a_person_of_two_addresses_has_so_many_appointments_to_come(
    acme: Workspace, booking: Callable[..., Appointment]
) -> None:
    calendar = make_calendar(acme, "Few", settings={"max_upcoming_per_customer": 1})
    with workspace_scope(acme.pk):
        known = {"email": "ada@example.com", "phone": "+43 1 234567", "source": "MEMBER"}
        identify_contact(name="Ada", now=NOW, **known)
    booking(0, calendar=calendar, customer=Customer(name="Ada", email="ada@example.com"))

    with nothing_changes(), pytest.raises(TooManyAppointments):
        booking(1, calendar=calendar, customer=Customer(name="Ada", phone="+43 (1) 23-45-67"))


# -- what is held ----------------------------------------------------------------------------------


def test_a_network_holds_some_times_and_a_calendar_is_never_held_whole(calendar: Calendar) -> None:
    def hold(number: int, requester: str, now: datetime = NOW) -> Hold:
        with workspace_scope(calendar.workspace_id):
            return hold_time(
                calendar=calendar,
                starts_at=slot(number),
                seconds=60,
                requester=requester,
                now=now,
            )

    first = hold(0, NETWORK)
    with nothing_changes(), pytest.raises(TooManyHolds):
        hold(1, NETWORK)
    for number in range(1, 5):
        hold(number, f"network {number}")
    with nothing_changes(), pytest.raises(TooManyHolds):
        hold(5, OTHER)

    assert make_appointment(calendar, slot(5)).pk  # without a hold it can be had
    with workspace_scope(calendar.workspace_id):
        release_hold(hold=first)
    hold(6, NETWORK)
    hold(7, NETWORK, NOW + timedelta(seconds=60))  # those before have ended


def test_a_network_that_holds_too_much_is_told_so(calendar: Calendar) -> None:
    visitor, url = ApiClient(), f"/api/v1/calendars/{calendar.public_id}/holds"
    assert visitor.post(url, {"starts_at": slot(0).isoformat()}).status_code == 201

    refused = visitor.post(url, {"starts_at": slot(1).isoformat()})

    assert (refused.status_code, refused.json()["code"]) == (409, "TOO_MANY_HOLDS")
    with workspace_scope(calendar.workspace_id):
        assert "127.0.0.1" not in Hold.objects.get().holder


@pytest.mark.parametrize("number", [0, 1])
def test_tries_that_fail_do_not_count_as_bookings(
    calendar: Calendar, booking: Callable[..., Appointment], client: Client, number: int
) -> None:
    """However often a taken time is tried, another one can be booked."""
    booking(0)
    url = f"/api/v1/calendars/{calendar.public_id}/appointments"
    body = {"customer_name": "Ada", "customer_email": "a@b.example"}

    def send(starts_at: datetime) -> int:
        if number:
            return client.post(details(calendar, starts_at), FORM).status_code
        return ApiClient().post(url, {**body, "starts_at": starts_at.isoformat()}).status_code

    tries = [send(slot(0)) for _ in range(15)]

    assert set(tries) == {409}
    assert send(slot(1)) == (303 if number else 201)
