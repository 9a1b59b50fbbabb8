"""Choosing the host of an appointment, and giving it to another."""

from __future__ import annotations

from typing import Any

import pytest

from core.scope import workspace_scope
from core.testing import ApiClient, nothing_changes, shared
from scheduling.models import Appointment, Calendar, CalendarHost, Host
from scheduling.queries import appointments
from scheduling.queries.named_hosts import hosts_of
from scheduling.services import add_busy_time, assign_hosts
from scheduling.tests.fixtures import NOW, at, make_calendar, make_host
from scheduling.tests.mailbox import Kind, notices
from workspaces.models import Workspace
from workspaces.tests.factories import Person

pytestmark = pytest.mark.usefixtures("rest_clock")
WHEN = at(9).isoformat()
ADA = {"customer_name": "Ada Lovelace", "customer_email": "ada@example.com"}


@shared
def hosts(acme: Workspace) -> list[Host]:
    return [make_host(acme, "Dr. Osei"), make_host(acme, "Dr. Ng")]


@shared
def practice(acme: Workspace, hosts: list[Host]) -> Calendar:
    return make_calendar(acme, "Practice", settings={"hosts": hosts})


@shared
def choosable(acme: Workspace, hosts: list[Host]) -> Calendar:
    settings: Any = {"hosts": hosts, "customers_choose_host": True}
    return make_calendar(acme, "Choose", settings=settings)


def book(api: ApiClient, base: str, calendar: Calendar, **wanted: Any) -> Any:
    body = {"calendar_id": calendar.public_id, "starts_at": WHEN, **ADA, **wanted}
    return api.post(f"{base}/appointments", body)


def public(calendar: Calendar) -> str:
    return f"/api/v1/calendars/{calendar.public_id}"


def assigned(calendar: Calendar) -> list[int]:
    with workspace_scope(calendar.workspace_id):
        rows = CalendarHost.objects.filter(calendar=calendar).order_by("host_id")
        return list(rows.values_list("assigned", flat=True))


def refusal(answer: Any) -> tuple[int, str, str]:
    return answer.status_code, answer.json()["code"], answer.json()["field"]


def test_a_member_books_with_the_host_whom_they_choose(
    alice: Person, base: str, practice: Calendar, hosts: list[Host]
) -> None:
    _, ng = hosts

    answer = book(alice.api, base, practice, host_id=ng.public_id)

    assert answer.status_code == 201
    assert answer.json()["host_ids"] == [ng.public_id]
    assert answer.json()["hosts"] == [{"id": ng.public_id, "name": "Dr. Ng"}]
    assert assigned(practice) == [0, 1]
    with nothing_changes():
        again = book(alice.api, base, practice, host_id=ng.public_id)
    assert refusal(again) == (409, "TIME_NOT_AVAILABLE", "starts_at")
    other = book(alice.api, base, practice)
    assert [each["name"] for each in other.json()["hosts"]] == ["Dr. Osei"]


def test_the_times_of_a_host_are_listed_and_explained(
    alice: Person, base: str, practice: Calendar, hosts: list[Host]
) -> None:
    osei, ng = hosts
    with workspace_scope(practice.workspace_id):
        add_busy_time(host=ng, starts_at=at(8), ends_at=at(12), now=NOW)
    path = f"{base}/calendars/{practice.public_id}"

    def first(**query: str) -> str:
        answer = alice.api.get(f"{path}/available-slots", {"start_date": "2027-03-02", **query})
        return str(answer.json()["available_slots"][0]["starts_at"])

    def rule(**query: str) -> Any:
        return alice.api.get(f"{path}/explain", {"starts_at": WHEN[:-6] + "Z", **query}).json()

    assert first() == first(host_id=osei.public_id) == "2027-03-02T08:00:00Z"
    assert first(host_id=ng.public_id) == "2027-03-02T12:00:00Z"
    assert rule()["is_available"] is rule(host_id=osei.public_id)["is_available"] is True
    busy = rule(host_id=ng.public_id)
    assert (busy["rule"], busy["nearest_slots"][0]["starts_at"]) == (
        "HOST_BUSY",
        "2027-03-02T12:00:00Z",
    )


def test_customers_choose_where_the_calendar_lets_them(
    choosable: Calendar, hosts: list[Host]
) -> None:
    _, ng = hosts
    anybody = ApiClient()

    shown = anybody.get(public(choosable)).json()
    hold = anybody.post(
        f"{public(choosable)}/holds", {"starts_at": WHEN, "host_id": ng.public_id}
    ).json()
    booked = anybody.post(
        f"{public(choosable)}/appointments", {"starts_at": WHEN, "hold_id": hold["id"], **ADA}
    )

    assert shown["hosts"] == [{"id": each.public_id, "name": each.name} for each in hosts]
    assert (booked.status_code, booked.json()["host_names"]) == (201, ["Dr. Ng"])
    own = anybody.get(booked.headers["Location"])
    assert own.json()["host_names"] == ["Dr. Ng"]
    assert assigned(choosable) == [0, 1]


def test_customers_choose_nobody_elsewhere(practice: Calendar, hosts: list[Host]) -> None:
    anybody, host = ApiClient(), hosts[0].public_id
    body = {"starts_at": WHEN, "host_id": host}

    with nothing_changes():
        answers = [
            anybody.post(f"{public(practice)}/appointments", {**body, **ADA}),
            anybody.post(f"{public(practice)}/holds", body),
            anybody.get(
                f"{public(practice)}/available-slots", {"start_date": "2027-03-02", "host_id": host}
            ),
            anybody.get(
                f"{public(practice)}/explain",
                {"starts_at": "2027-03-02T09:00:00Z", "host_id": host},
            ),
        ]

    assert {refusal(each) for each in answers} == {(400, "HOST_NOT_CHOOSABLE", "host_id")}
    assert anybody.get(public(practice)).json()["hosts"] == []


def test_only_a_host_of_the_calendar_can_be_chosen(
    alice: Person, base: str, acme: Workspace, practice: Calendar, hosts: list[Host]
) -> None:
    stranger = make_host(acme, "Room 2")
    settings: Any = {"hosts": hosts, "assignment": "COLLECTIVE"}
    together = make_calendar(acme, "Together", settings=settings)

    with nothing_changes():
        not_here = book(alice.api, base, practice, host_id=stranger.public_id)
        not_one = book(alice.api, base, together, host_id=hosts[0].public_id)

    assert [refusal(each) for each in (not_here, not_one)] == [
        (400, "HOST_NOT_CHOOSABLE", "host_id")
    ] * 2
    assert "does not book this host" in not_here.json()["detail"]
    assert "together" in not_one.json()["detail"]


def test_an_appointment_is_given_to_another_host_at_the_same_time(
    alice: Person, base: str, practice: Calendar, hosts: list[Host]
) -> None:
    osei, ng = hosts
    with workspace_scope(practice.workspace_id):
        for host in hosts:
            host.email = f"{host.name[4:].lower()}@example.com"
            host.save(update_fields=["email"])
    booked = book(alice.api, base, practice).json()
    assert booked["host_ids"] == [osei.public_id]
    path = f"{base}/appointments/{booked['id']}/reschedule"
    before = len(notices(practice))

    moved = alice.api.post(path, {"host_id": ng.public_id})

    assert (moved.status_code, moved.json()["starts_at"]) == (200, booked["starts_at"])
    assert moved.json()["hosts"] == [{"id": ng.public_id, "name": "Dr. Ng"}]
    assert assigned(practice) == [0, 1]
    told = [(each.address, each.kind) for each in notices(practice)[before:]]
    assert told == [("ng@example.com", Kind.BOOKED), ("osei@example.com", Kind.CANCELLED)]
    with nothing_changes():
        assert alice.api.post(path, {"host_id": ng.public_id}).status_code == 200
        assert alice.api.post(path, {}).status_code == 200


def test_a_host_who_is_taken_gets_nothing_more(
    alice: Person, base: str, practice: Calendar, hosts: list[Host]
) -> None:
    first, second = (book(alice.api, base, practice).json() for _ in range(2))
    assert first["host_ids"] != second["host_ids"]

    with nothing_changes():
        answer = alice.api.post(
            f"{base}/appointments/{first['id']}/reschedule", {"host_id": second["host_ids"][0]}
        )

    assert refusal(answer) == (409, "TIME_NOT_AVAILABLE", "starts_at")


def test_a_host_is_deleted_once_their_appointments_are_with_others(
    alice: Person, base: str, practice: Calendar, hosts: list[Host]
) -> None:
    osei, ng = hosts
    booked = book(alice.api, base, practice, host_id=osei.public_id).json()

    refused = alice.api.delete(f"{base}/hosts/{osei.public_id}")
    assert (refused.status_code, refused.json()["code"]) == (409, "HAS_APPOINTMENTS")
    assert "reschedule with host_id" in refused.json()["detail"]
    alice.api.post(f"{base}/appointments/{booked['id']}/reschedule", {"host_id": ng.public_id})

    assert alice.api.delete(f"{base}/hosts/{osei.public_id}").status_code == 200


def test_it_is_given_on_also_where_the_hours_have_changed(
    alice: Person, base: str, practice: Calendar, hosts: list[Host]
) -> None:
    booked = book(alice.api, base, practice).json()
    with workspace_scope(practice.workspace_id):
        practice.weekly_slots.all().delete()

    moved = alice.api.post(
        f"{base}/appointments/{booked['id']}/reschedule", {"host_id": hosts[1].public_id}
    )

    assert moved.json()["host_ids"] == [hosts[1].public_id]
    assert moved.json()["overridden_rule"] is None


def test_whoever_tells_with_whom_it_is_reads_named_hosts(
    alice: Person, base: str, calendar: Calendar, practice: Calendar
) -> None:
    for each in (calendar, practice):
        assert book(alice.api, base, each).status_code == 201
    with workspace_scope(practice.workspace_id):
        named, own = (
            Appointment.objects.get(calendar=practice),
            Appointment.objects.get(calendar=calendar),
        )
        assert [host.name for host in hosts_of(named)] == ["Dr. Osei"]
        assert hosts_of(own) == []
        assert [[host.name for host in hosts_of(each)] for each in appointments()] == [
            [],
            ["Dr. Osei"],
        ]
        assign_hosts(practice, [], now=NOW)
        assert [host.name for host in hosts_of(named)] == ["Dr. Osei"]
