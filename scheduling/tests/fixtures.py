"""A calendar that is open on weekdays from nine to five in Vienna, and its hosts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time
from types import SimpleNamespace

import pytest

from core.scope import workspace_scope
from core.testing import shared
from scheduling.models import Calendar, Host
from scheduling.services import create_calendar, create_host
from scheduling.services.calendars import CalendarSettings
from workspaces.models import Workspace

# Monday, 1 March 2027, 12:00 in Vienna
NOW = datetime(2027, 3, 1, 11, tzinfo=UTC)
WEEKDAYS = [(day, time(9), time(17)) for day in (1, 2, 3, 4, 5)]


def at(hour: int, minute: int = 0, *, day: int = 2, month: int = 3) -> datetime:
    """A time in UTC in 2027, by default on Tuesday, 2 March; Vienna is an hour ahead."""
    return datetime(2027, month, day, hour, minute, tzinfo=UTC)


def make_calendar(
    workspace: Workspace,
    name: str = "Front desk",
    *,
    hours: Iterable[tuple[int, time, time]] = WEEKDAYS,
    settings: CalendarSettings | None = None,
) -> Calendar:
    given: CalendarSettings = {"name": name, "time_zone": "Europe/Vienna", **(settings or {})}
    with workspace_scope(workspace.pk):
        return create_calendar(hours=hours, now=NOW, **given)


def make_host(workspace: Workspace, name: str = "Dr. Osei") -> Host:
    with workspace_scope(workspace.pk):
        return create_host(name=name, now=NOW)


@pytest.fixture
def page_clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The clock of the booking pages, which reads NOW; set its `now`."""
    clock = SimpleNamespace(now=lambda: NOW)
    monkeypatch.setattr("scheduling.pages.frame.timezone", clock)
    return clock


@shared
def calendar(acme: Workspace) -> Calendar:
    return make_calendar(acme)
