"""The day and week of a calendar or a host in the portal."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from core.scope import as_table_owner, workspace_scope
from core.testing import nothing_changes, shared
from operations.tests.api_world import World
from operations.tests.portal import Portal, make_portal_world, make_staff
from scheduling.models import Appointment, BusyTime, Calendar, Host, OutsideEvent
from scheduling.services import add_busy_time
from workspaces.tests.factories import Person


@shared
def staff() -> User:
    return make_staff("root", superuser=True)


@pytest.fixture
def root(staff: User) -> Portal:
    return Portal(staff)


@shared
def world(alice: Person) -> World:
    """An appointment and a hold with one host; the appointment was moved elsewhere."""
    return make_portal_world(alice)


def only(model: type[Any], **which: Any) -> Any:
    with as_table_owner():
        return model._base_manager.get(**which)


def booked_host() -> Host:
    found: Host = only(Host, name="Dr. Osei")
    return found


def agenda(root: Portal, row: Any, **query: Any) -> Any:
    return root.client.get(root.url(type(row), "agenda", row.pk), query)


def text_of(answer: Any) -> str:
    main = answer.content.decode().partition('id="content-main"')[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub("[\u2068\u2069]", "", main))).split())


@pytest.mark.parametrize("model", [Calendar, Host])
def test_a_week_shows_what_is_booked_and_links_to_it(
    root: Portal, world: World, model: type[Any]
) -> None:
    row = only(Calendar) if model is Calendar else booked_host()
    appointment = only(Appointment)
    day = appointment.starts_at.date()

    with nothing_changes():
        answer = agenda(root, row, week=day)

    text, page = text_of(answer), answer.content.decode()
    assert answer.status_code == 200
    assert "09:00 – 09:30 Ada Lovelace Confirmed Check-ups Dr. Osei Conflict" in text
    assert "10:00 – 10:30 Held Check-ups" in text
    assert "Conflicts (1)" in text
    assert "somebody changed it in a connected calendar" in text
    for linked in (appointment, only(OutsideEvent)):
        assert f'href="{root.url(type(linked), "change", linked.pk)}"' in page


def test_a_day_shows_when_the_host_is_away(root: Portal, world: World) -> None:
    appointment, host = only(Appointment), booked_host()
    with workspace_scope(world.workspace.pk):
        add_busy_time(
            host=host,
            starts_at=appointment.starts_at,
            ends_at=appointment.starts_at + timedelta(hours=3),
            title="Congress",
            now=timezone.now(),
        )

    answer = agenda(root, only(Calendar), day=appointment.starts_at.date())

    assert "09:00 – 12:00 Congress Time off Dr. Osei" in text_of(answer)
    assert "during your time off (“Congress”)" in text_of(answer)
    busy = only(BusyTime, title="Congress")
    assert answer.content.decode().count(root.url(BusyTime, "change", busy.pk)) == 2


def test_an_appointment_leads_to_its_day(root: Portal, world: World) -> None:
    appointment = only(Appointment)

    answer = agenda(root, appointment)

    day = appointment.starts_at.date()
    calendar = root.url(Calendar, "agenda", only(Calendar).pk)
    assert (answer.status_code, answer["Location"]) == (302, f"{calendar}?day={day}")


@pytest.mark.parametrize("model", [Calendar, Host, Appointment])
def test_pages_link_to_the_agenda(root: Portal, world: World, model: type[Any]) -> None:
    row = booked_host() if model is Host else only(model)

    assert root.url(model, "agenda", row.pk) in root.page(row).content.decode()


@pytest.mark.parametrize("model", [Calendar, Host, Appointment])
def test_what_is_not_there_leads_to_the_list(root: Portal, world: World, model: type[Any]) -> None:
    answer = root.client.get(root.url(model, "agenda", 999_999_999))

    assert (answer.status_code, answer["Location"]) == (302, root.url(model, "changelist"))


@pytest.mark.parametrize("query", [{"day": "x"}, {"week": "9999-12-31"}, {"day": "\0"}])
def test_nonsense_shows_this_week(root: Portal, world: World, query: dict[str, str]) -> None:
    assert agenda(root, only(Calendar), **query).context["is_day"] is False


def test_only_staff_who_may_look_see_it(world: World, alice: Person) -> None:
    row = only(Calendar)
    assert agenda(Portal(alice.user), row).status_code == 302
    assert agenda(Portal(make_staff("none")), row).status_code == 403
    looks = make_staff("looks", "scheduling.view_calendar")
    assert agenda(Portal(looks), row).status_code == 200


def test_it_costs_the_same_for_few_and_many(root: Portal, world: World) -> None:
    appointment, row = only(Appointment), only(Calendar)
    day = appointment.starts_at

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert agenda(root, row, week=day.date()).status_code == 200
        return len(captured)

    queries()  # fill the caches
    few = queries()
    with workspace_scope(world.workspace.pk):
        for number in range(20):
            add_busy_time(
                host=booked_host_in_scope(),
                starts_at=day + timedelta(minutes=number),
                ends_at=day + timedelta(hours=1),
                now=timezone.now(),
            )

    assert queries() == few


def booked_host_in_scope() -> Host:
    return Host.objects.get(name="Dr. Osei")
