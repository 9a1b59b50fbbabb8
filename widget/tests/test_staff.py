"""Members change a widget's appearance, and handle escalations."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from core.scope import workspace_scope
from core.testing import ApiClient, assert_queries, nothing_changes, shared
from core.testing.rows import make_row
from voice.agents.models import Agent
from voice.conversations.tests.factories import make_conversation
from widget.models import Escalation
from workspaces.models import AuditEntry, Workspace
from workspaces.tests.factories import Person, make_key

LOOK: dict[str, Any] = {
    "theme": "dark",
    "primary_color": "#A1b2c3",
    "border_radius": 0,
    "position": "bottom-left",
    "greeting_enabled": False,
    "greeting_delay": 0,
    "suggested_questions": ["When are you open?"],
    "show_powered_by": False,
    "avatar_url": "https://example.com/a.png",
    "language": "de",
    "feedback_enabled": False,
    "escalation_enabled": False,
}


@pytest.fixture
def appearance_path(base: str, agent: Agent) -> str:
    return f"{base}/agents/{agent.public_id}/widget"


def test_the_appearance_is_changed(
    bob: Person, appearance_path: str, acme: Workspace, agent: Agent
) -> None:
    before = bob.api.get(appearance_path).json()

    after = bob.api.patch(appearance_path, LOOK).json()

    assert (before["theme"], before["primary_color"]) == ("light", "#1d4ed8")
    assert after == {"agent_id": agent.public_id, **LOOK}
    shown = ApiClient(**{"X-API-Key": make_key(acme)})
    config = shown.get(f"/api/v1/widget/config/{agent.public_id}").json()
    assert config["appearance"]["primary_color"] == "#A1b2c3"
    assert config["behavior"] == config["behavior"] | {
        "language": "de",
        "feedback_enabled": False,
        "escalation_enabled": False,
        "show_sources": True,
    }
    with workspace_scope(acme.pk):
        assert AuditEntry.objects.get(action="WIDGET_CHANGED").after["theme"] == "dark"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("primary_color", "red"),
        ("primary_color", "#12345"),
        ("primary_color", "#12345g"),
        ("primary_color", "#123456\n"),
        ("avatar_url", "http://example.com/a.png"),
        ("avatar_url", "javascript:alert(1)"),
        ("avatar_url", "data:image/png;base64,x"),
        ("suggested_questions", ["a"] * 7),
        ("suggested_questions", [""]),
        ("border_radius", 33),
        ("language", "german"),
        ("language", "DE"),
    ],
)
def test_an_invalid_appearance_is_refused(
    bob: Person, appearance_path: str, field: str, value: Any
) -> None:
    with nothing_changes():
        answer = bob.api.patch(appearance_path, {field: value})

    assert answer.status_code == 400
    assert answer.json()["field"].partition(".")[0] == field


@shared
def escalation(acme: Workspace, agent: Agent) -> Escalation:
    conversation = make_conversation(acme, agent, ("Hi", "Hello."))
    with workspace_scope(acme.pk):
        return Escalation.objects.create(
            workspace=acme,
            agent=agent,
            conversation=conversation,
            email="vera@example.com",
            message="Call me",
            created_at=timezone.now(),
        )


def test_escalations_are_listed_and_handled(
    bob: Person, base: str, acme: Workspace, agent: Agent, escalation: Escalation
) -> None:
    path = f"{base}/escalations"
    with assert_queries(4):
        page = bob.api.get(path, {"status": "OPEN"}).json()

    assert (page["total"], page["next"]) == (1, None)
    (listed,) = page["escalations"]
    assert (listed["id"], listed["email"]) == (escalation.public_id, "vera@example.com")
    assert listed["agent"] == {"id": agent.public_id, "name": "Helper"}

    mine = {"status": "RESOLVED", "assigned_to": bob.user.public_id}
    seen_to = bob.api.patch(f"{path}/{escalation.public_id}", mine).json()

    assert seen_to["status"] == "RESOLVED"
    assert seen_to["assigned_to"] == {"id": bob.user.public_id, "name": "Bob"}
    assert seen_to["resolved_at"] is not None
    assert bob.api.get(path, {"status": "OPEN"}).json()["total"] == 0
    again = bob.api.patch(f"{path}/{escalation.public_id}", {"status": "OPEN"}).json()
    assert again["resolved_at"] is None
    with workspace_scope(acme.pk):
        assert AuditEntry.objects.filter(action="ESCALATION_CHANGED").count() == 2


def test_escalations_are_assigned_to_members_only(
    bob: Person, charlie: Person, base: str, escalation: Escalation
) -> None:
    path = f"{base}/escalations/{escalation.public_id}"

    with nothing_changes():
        answer = bob.api.patch(path, {"assigned_to": charlie.user.public_id})

    assert (answer.status_code, answer.json()["field"]) == (404, "assigned_to")


def test_a_page_of_escalations_costs_the_same_queries_at_any_size(
    bob: Person, base: str, acme: Workspace, escalation: Escalation
) -> None:
    with workspace_scope(acme.pk):
        for _ in range(3):
            make_row(Escalation, acme.pk, conversation=escalation.conversation)

    with assert_queries(4):
        assert len(bob.api.get(f"{base}/escalations").json()["escalations"]) == 4
