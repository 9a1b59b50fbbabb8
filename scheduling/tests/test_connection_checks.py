"""A check of a connection, while somebody waits for it."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings

from core.scope import workspace_scope
from scheduling.models import CalendarConnection
from scheduling.services import connections, create_connection
from scheduling.services.connections import check_connection
from scheduling.tests.fixtures import NOW, make_host
from scheduling.tests.scripted_server import Server, always, scripted_server  # noqa: F401
from scheduling.tests.test_outside_faults import stall
from workspaces.models import Workspace

GIVEN: dict[str, dict[str, Any]] = {
    "CALDAV": {"user_name": "ada", "secret": "hush-hush"},
    "ICS": {},
}


@pytest.fixture(autouse=True)
def allowed(server: Server, settings: LazySettings) -> None:
    settings.OUTBOUND_ALLOW_LOOPBACK, server.seen = True, []


def connect(workspace: Workspace, kind: str, address: str, **more: Any) -> CalendarConnection:
    host = make_host(workspace)
    given = {**GIVEN[kind], "address": address, **more}
    with workspace_scope(workspace.pk):
        return create_connection(host=host, kind=kind, now=NOW, **given)


@pytest.mark.parametrize("kind", GIVEN)
def test_a_check_waits_for_less_time_than_a_synchronization(
    acme: Workspace, server: Server, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    server.script = stall
    monkeypatch.setattr(connections, "CHECK_SECONDS", 0.2)

    found = check_connection(connect(acme, kind, f"{server.url}/ada"))

    assert (found.ok, found.calendars) == (False, ())
    assert found.message == "The calendar server 127.0.0.1 took longer than 0.2 seconds."


@pytest.mark.parametrize("location", ["https://[::1", "//[", "http://169.254.169.254/latest"])
def test_a_check_ends_whatever_an_answer_refers_to(
    acme: Workspace, server: Server, location: str
) -> None:
    server.script = always(302, Location=location)

    found = check_connection(connect(acme, "CALDAV", f"{server.url}/ada"))

    assert not found.ok
    assert "refers to" in found.message


def test_a_chosen_calendar_that_is_no_address_is_said_so(acme: Workspace, server: Server) -> None:
    connection = connect(acme, "CALDAV", f"{server.url}/", calendar_address="https://[::1")

    assert check_connection(connection).message.endswith("refers to nothing.")
