"""Connections, conflicts and feeds over REST, and the feeds themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings

from core.models import Job
from core.scope import as_table_owner, workspace_scope
from core.testing import assert_queries, nothing_changes
from scheduling.models import (
    CalendarConnection,
    Host,
)
from scheduling.services.pushing import SYNC_JOB
from scheduling.tests.fixtures import NOW, at, make_calendar
from scheduling.tests.rest_connections import CALDAV
from scheduling.tests.rest_connections import _url as _url
from scheduling.tests.rest_connections import host as host
from scheduling.tests.rest_connections import made as made
from workspaces.models import AuditEntry, Workspace
from workspaces.tests.factories import Person


def test_a_connection_shows_no_secret(
    made: dict[str, Any], url: str, alice: Person, host: Host
) -> None:
    with as_table_owner():
        row = CalendarConnection.everywhere.get()
        entry = AuditEntry.everywhere.get(action="CALENDAR_CONNECTED")
        job = Job.objects.get(name=SYNC_JOB)

    assert made == {
        "id": row.public_id,
        "host_id": host.public_id,
        "calendar_id": None,
        "kind": "CALDAV",
        "address": "https://dav.example/",
        "user_name": "ada",
        "has_secret": True,
        "calendar_address": "",
        "is_active": True,
        "last_synced_at": None,
        "next_sync_at": made["next_sync_at"],
        "error": "",
        "notices": {},
        "conflict_count": 0,
        "created_at": made["created_at"],
    }
    assert row.secret == "very-secret"
    assert "very-secret" not in str(entry.after)
    assert job.arguments["connection_id"] == row.pk
    with assert_queries(4):
        shown = alice.api.get(url).json()
    assert (shown["calendar_connections"], shown["total"]) == ([made], 1)


def test_an_ics_address_is_a_secret(url: str, alice: Person, host: Host) -> None:
    body = {"kind": "ICS", "host_id": host.public_id, "address": "webcal://cal.example/x?key=hush"}
    answer = alice.api.post(url, body)

    assert answer.status_code == 201
    assert (answer.json()["address"], answer.json()["has_secret"]) == ("https://cal.example", True)
    with as_table_owner():
        assert CalendarConnection.everywhere.get().secret == "https://cal.example/x?key=hush"


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"kind": "CALDAV"}, ["address", "user_name", "secret"]),
        ({"kind": "GOOGLE", "user_name": "x"}, ["client_secret", "secret"]),
        ({"kind": "MICROSOFT", "secret": "x", "client_secret": "y"}, ["user_name"]),
        ({"kind": "ICS"}, ["address"]),
        ({"kind": "ICS", "address": "ftp://x.example/a"}, ["address"]),
        ({"kind": "ICS", "address": "https://169.254.169.254/a"}, ["address"]),
        ({**CALDAV, "address": "https://10.0.0.1/"}, ["address"]),
        ({**CALDAV, "address": "https://ada:x@dav.example/"}, ["address"]),
    ],
)
def test_an_incomplete_connection_is_refused(
    url: str, alice: Person, host: Host, body: dict[str, Any], fields: list[str]
) -> None:
    with nothing_changes():
        answer = alice.api.post(url, {"host_id": host.public_id, **body})
    assert answer.status_code == 400
    found = answer.json()
    assert [each["field"] for each in found.get("errors", [found])] == fields


def test_a_calendar_without_named_hosts_is_connected_itself(
    url: str, acme: Workspace, alice: Person, host: Host
) -> None:
    own = make_calendar(acme)
    shared_one = make_calendar(acme, "Team", settings={"hosts": [host]})

    answer = alice.api.post(url, {**CALDAV, "calendar_id": own.public_id})
    assert (answer.status_code, answer.json()["calendar_id"]) == (201, own.public_id)
    both = {"calendar_id": shared_one.public_id, "host_id": host.public_id}
    assert alice.api.post(url, {**CALDAV, **both}).json()["host_id"] == host.public_id
    for body, field in (
        ({}, "host_id"),
        ({"calendar_id": shared_one.public_id}, "calendar_id"),
        ({**both, "calendar_id": own.public_id}, "calendar_id"),
    ):
        refused = alice.api.post(url, {**CALDAV, **body})
        assert (refused.status_code, refused.json()["field"]) == (400, field)


def test_a_new_address_needs_the_secret_again(
    made: dict[str, Any], url: str, alice: Person
) -> None:
    one = f"{url}/{made['id']}"
    with nothing_changes():
        refused = alice.api.patch(one, {"address": "https://evil.example/"})
    assert (refused.status_code, refused.json()["field"]) == (400, "secret")
    changed = alice.api.patch(one, {"address": "https://new.example/", "secret": "other"})
    assert (changed.status_code, changed.json()["address"]) == (200, "https://new.example/")
    chosen = alice.api.patch(one, {"calendar_address": "https://new.example/work/"})
    assert chosen.json()["calendar_address"] == "https://new.example/work/"
    assert alice.api.delete(one).json() == {"message": "Calendar connection deleted"}
    assert alice.api.get(one).status_code == 404


def test_a_host_has_so_many_connections(
    made: dict[str, Any], url: str, alice: Person, host: Host
) -> None:
    body = {**CALDAV, "host_id": host.public_id}
    for _ in range(9):
        assert alice.api.post(url, body).status_code == 201
    with nothing_changes():
        refused = alice.api.post(url, body)
    assert (refused.status_code, refused.json()["code"]) == (409, "TOO_MANY_CONNECTIONS")


def test_a_check_says_what_is_wrong(
    made: dict[str, Any], url: str, alice: Person, settings: LazySettings
) -> None:
    settings.OUTBOUND_ALLOW_LOOPBACK = False
    with as_table_owner():
        CalendarConnection.everywhere.update(address="https://127.0.0.1/")
    answer = alice.api.post(f"{url}/{made['id']}/test")

    assert answer.status_code == 200
    assert (answer.json()["ok"], answer.json()["calendars"]) == (False, [])
    assert answer.json()["message"] == "The calendar server 127.0.0.1 refers to no public server."


def test_a_connection_can_be_synchronized_now(
    made: dict[str, Any], url: str, alice: Person
) -> None:
    with as_table_owner():
        CalendarConnection.everywhere.update(failures=3, next_sync_at=NOW + timedelta(days=900))
    answer = alice.api.post(f"{url}/{made['id']}/sync")

    assert answer.status_code == 202
    with as_table_owner():
        assert CalendarConnection.everywhere.get().next_sync_at < NOW + timedelta(days=900)
        assert Job.objects.filter(name=SYNC_JOB).count() == 2


def test_what_a_calendar_elsewhere_says_is_freed_there(
    made: dict[str, Any], base: str, alice: Person, host: Host
) -> None:
    with workspace_scope(host.workspace_id):
        row = host.busy_times.create(
            workspace_id=host.workspace_id,
            connection=CalendarConnection.objects.get(),
            href="x",
            starts_at=at(9),
            ends_at=at(10),
            created_at=NOW,
        )
    url = f"{base}/hosts/{host.public_id}/busy-times"
    shown = alice.api.get(url).json()["busy_times"]
    assert [each["connection_id"] for each in shown] == [made["id"]]
    with nothing_changes():
        refused = alice.api.delete(f"{url}/{row.public_id}")
    assert (refused.status_code, refused.json()["code"]) == (409, "BUSY_ELSEWHERE")
