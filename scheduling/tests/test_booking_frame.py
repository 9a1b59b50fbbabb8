"""What the booking pages say where nothing can be booked, and how they are framed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from core.scope import as_table_owner, workspace_scope
from core.testing import ApiClient, nothing_changes, run_concurrently
from scheduling.models import Calendar
from scheduling.services import Customer, book, delete_calendar
from scheduling.tests.booking_pages import (
    FORM,
    alternatives,
    details,
    heading,
    inputs,
    links,
    page,
    read,
    send,
    stored,
)
from scheduling.tests.fixtures import NOW, at, make_calendar
from workspaces.models import Workspace
from workspaces.services import suspend_workspace

# -- calendars that are closed, and networks that ask too much -------------------------------------

pytestmark = pytest.mark.usefixtures("page_clock")


def test_a_calendar_that_strangers_may_not_see_is_closed(
    acme: Workspace, calendar: Calendar, client: Client
) -> None:
    private = make_calendar(acme, "Private", settings={"is_public": False})
    gone = make_calendar(acme, "Gone")
    with workspace_scope(acme.pk):
        delete_calendar(calendar=gone, now=NOW)

    for calendar_id in (private.public_id, gone.public_id, "cal_x", "x", acme.public_id):
        with nothing_changes():
            answers = [
                client.get(f"/book/{calendar_id}"),
                client.post(f"/book/{calendar_id}/time?start=2027-03-02T09:00Z", FORM),
            ]
        assert [each.status_code for each in answers] == [404, 404]
        assert {heading(each) for each in answers} == {"Nothing can be booked here."}


def test_a_suspended_workspace_takes_no_bookings(
    acme: Workspace, calendar: Calendar, client: Client
) -> None:
    with as_table_owner():
        suspend_workspace(workspace=acme, now=NOW)

    with nothing_changes():
        answer = client.post(details(calendar, at(9)), FORM)

    assert (answer.status_code, heading(answer)) == (403, "Nothing can be booked here.")


def test_a_network_that_asks_too_much_waits(
    calendar: Calendar, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "RATE_LIMIT_FACTOR", 0.001)
    assert client.post(details(calendar, at(9)), {"name": ""}).status_code == 400

    with nothing_changes():
        answer = client.post(details(calendar, at(9)), FORM)

    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert f"Please wait {answer['Retry-After']} seconds" in read(answer)


@pytest.mark.parametrize(
    "query", ["path=1", "self=1", "lang=%00", "zone=../../etc", "token=x", "embed=%0d%0aX:1"]
)
def test_parameters_that_the_page_does_not_know_change_nothing(
    calendar: Calendar, client: Client, query: str
) -> None:
    answer = client.get(page(calendar, f"?{query}"))

    assert (answer.status_code, heading(answer)) == (200, heading(client.get(page(calendar))))


def test_the_link_of_a_room_is_for_those_who_have_booked(acme: Workspace, client: Client) -> None:
    room = "https://meet.example/room"
    calendar = make_calendar(acme, settings={"location_kind": "LINK", "location": room})

    before = [client.get(page(calendar)), client.get(details(calendar, at(9)))]
    described = ApiClient().get(f"/api/v1/calendars/{calendar.public_id}")
    after = client.get(send(client, details(calendar, at(9)))["Location"])

    assert [room in each.content.decode() for each in (*before, described, after)] == [
        *[False] * 3,
        True,
    ]
    assert "Online. The page of your appointment has the link." in read(before[1])


# -- the frame -------------------------------------------------------------------------------------


def test_pages_load_nothing_from_elsewhere_and_tell_nobody(
    calendar: Calendar, client: Client
) -> None:
    answer = client.get(page(calendar))

    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("no-referrer", "no-store")


def test_other_websites_embed_the_page(calendar: Calendar, client: Client) -> None:
    answer = client.get(page(calendar, "?embed=1"))
    booked = send(client, links(answer)["12:30 PM"])

    for each in (answer, client.get(booked["Location"])):
        assert "frame-ancestors *" in each["Content-Security-Policy"]
        assert "X-Frame-Options" not in each
        assert "<header" not in each.content.decode()


def test_a_month_costs_few_queries(
    calendar: Calendar, client: Client, django_assert_num_queries: Any
) -> None:
    with workspace_scope(calendar.workspace_id):
        for number in range(10):
            customer = Customer(name="Ada", email=f"ada{number}@example.com")
            book(
                calendar=calendar,
                starts_at=at(8) + timedelta(days=number % 3, minutes=30 * number),
                customer=customer,
                now=NOW,
            )
    client.get(page(calendar))

    # two savepoints, the scope and its end, calendar, rules (2), hosts with taken times, workspace
    with django_assert_num_queries(9):
        client.get(page(calendar))


def test_concurrent_forms_book_once_and_the_others_are_offered_other_times(
    transactional_db: None, calendar: Calendar
) -> None:
    """Eight times the same form, and eight other customers."""
    url = details(calendar, at(9))
    form = {**inputs(Client().get(url)), **FORM}

    def send_form(number: int) -> Any:
        typed = {} if number < 8 else {"email": f"other{number}@example.com"}
        return Client().post(url, {**form, **typed})

    answers = run_concurrently(16, send_form, threads=16)

    (booked,) = stored(calendar)
    is_same = booked.customer_email == FORM["email"]
    statuses = sorted(each.status_code for each in answers)
    assert statuses == ([303] * 8 + [409] * 8 if is_same else [303] + [409] * 15)
    assert len({each["Location"] for each in answers if each.status_code == 303}) == 1
    assert all(alternatives(each) for each in answers if each.status_code == 409)
