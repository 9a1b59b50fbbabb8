"""The calendars that an agent may book into."""

from __future__ import annotations

from django.utils import timezone

from core.scope import workspace_scope
from scheduling.models import Calendar
from scheduling.tests.fixtures import make_calendar
from voice.agents import services
from voice.agents.models import Agent, AgentVersion
from workspaces.models import Workspace
from workspaces.tests.factories import Person, make_workspace


def test_calendars_are_named_in_their_order(
    alice: Person, base: str, acme: Workspace, calendar: Calendar
) -> None:
    haircut = make_calendar(acme, "Haircut")
    ids = [haircut.public_id, calendar.public_id]

    made = alice.api.post(f"{base}/agents", {"name": "Robin", "calendar_ids": ids})

    assert made.status_code == 201
    assert made.json()["calendars"] == [
        {"id": haircut.public_id, "name": "Haircut", "time_zone": "Europe/Vienna"},
        {"id": calendar.public_id, "name": "Front desk", "time_zone": "Europe/Vienna"},
    ]
    path = f"{base}/agents/{made.json()['id']}"
    changed = alice.api.patch(path, {"calendar_ids": ids[1:]})
    assert [each["id"] for each in changed.json()["calendars"]] == ids[1:]
    assert alice.api.patch(path, {"description": "x"}).json()["calendars"] == [
        {"id": calendar.public_id, "name": "Front desk", "time_zone": "Europe/Vienna"}
    ]
    assert alice.api.patch(path, {"calendar_ids": []}).json()["calendars"] == []


def test_the_calendar_of_another_workspace_is_unknown(
    alice: Person, bob: Person, base: str, agent: Agent
) -> None:
    foreign = make_calendar(make_workspace(bob, "Elsewhere"))

    answer = alice.api.patch(
        f"{base}/agents/{agent.public_id}", {"calendar_ids": [foreign.public_id]}
    )

    assert answer.status_code == 404
    assert answer.json()["field"] == "calendar_ids"


def test_a_version_keeps_its_calendars(acme: Workspace, agent: Agent, calendar: Calendar) -> None:
    now = timezone.now()
    with workspace_scope(acme.pk):
        gone = make_calendar(acme, "Gone")
        services.change_agent(agent=agent, calendars=[gone, calendar], now=now)
        version = services.publish_agent(agent=agent, now=now)
        services.change_agent(agent=agent, calendars=[], now=now)
        services.publish_agent(agent=agent, now=now)
        frozen = AgentVersion.objects.get(pk=version.pk).behavior.calendar_ids
        key = gone.pk
        gone.delete()
        services.roll_back_agent(agent=agent, number=version.number, restore_draft=True, now=now)
        kept = list(agent.calendars.all())

    assert frozen == [key, calendar.pk]
    assert kept == [calendar]


def test_a_copy_books_the_same_calendars(acme: Workspace, agent: Agent, calendar: Calendar) -> None:
    now = timezone.now()
    with workspace_scope(acme.pk):
        services.change_agent(agent=agent, calendars=[calendar], now=now)
        copy = services.copy_agent(agent=agent, now=now)
        kept = list(copy.calendars.all())

    assert kept == [calendar]
