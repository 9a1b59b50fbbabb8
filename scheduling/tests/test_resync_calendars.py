"""`resync_calendars`: dry by default."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from core.models import Job
from core.scope import as_table_owner, workspace_scope
from core.testing import nothing_changes
from scheduling.models import Calendar, CalendarConnection, OutsideEvent
from scheduling.services import book, create_connection
from scheduling.services.pushing import SYNC_JOB, mark_appointment
from scheduling.tests.fixtures import NOW, at
from scheduling.tests.test_booking import ADA
from workspaces.models import Workspace


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("resync_calendars", *arguments, stdout=out)
    return out.getvalue().strip()


def test_connections_are_reported_and_brought_back_in_step(
    acme: Workspace, other_workspace: Workspace, calendar: Calendar
) -> None:
    with workspace_scope(acme.pk):
        connection = create_connection(
            calendar=calendar,
            kind="CALDAV",
            address="https://dav.example/",
            user_name="ada",
            secret="secret",
            calendar_address="https://dav.example/work/",
            now=NOW,
        )
        appointment = book(calendar=calendar, starts_at=at(9), customer=ADA, now=NOW)
        mark_appointment(appointment=appointment, now=NOW)
        OutsideEvent.objects.update(is_due=False, pushed_sequence=-1)
        CalendarConnection.objects.update(failures=2, sync_state="x")
    state = "1 connections, 1 of them failing; 0 events to write, 0 conflicts."

    with nothing_changes():
        assert run() == f"{state} Use --apply to synchronize all."
    Job.objects.all().delete()
    assert run("--workspace", other_workspace.public_id, "--apply").startswith("0 connections")
    assert not Job.objects.exists()

    assert run("--workspace", acme.public_id, "--apply") == f"{state} All are synchronized now."
    with as_table_owner():
        assert CalendarConnection.everywhere.get().sync_state == ""
        assert OutsideEvent.everywhere.get().is_due
    assert {each.arguments["connection_id"] for each in Job.objects.filter(name=SYNC_JOB)} == {
        connection.pk
    }


def test_an_unknown_workspace_is_said_so(db: None) -> None:
    with pytest.raises(CommandError, match="There is no workspace ws_nope"):
        run("--workspace", "ws_nope")
