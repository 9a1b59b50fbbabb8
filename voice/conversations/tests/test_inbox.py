"""The inbox: members find every visitor's conversation of their workspace, and nobody else does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from core.scope import as_table_owner, workspace_scope
from core.testing import assert_queries, shared
from voice.agents.models import Agent
from voice.agents.tests.factories import make_agent
from voice.conversations.models import Conversation, Message
from voice.conversations.services import start_conversation
from voice.conversations.tests.factories import make_conversation
from workspaces.models import Workspace
from workspaces.tests.factories import Person


@pytest.fixture
def path(base: str) -> str:
    return f"{base}/conversations"


@shared
def opening_hours(acme: Workspace, agent: Agent) -> Conversation:
    return make_conversation(acme, agent, ("When are you open?", "From nine to five."))


@shared
def invoice(acme: Workspace) -> Conversation:
    """With another agent; its visitor has given their details and waits for a human."""
    return make_conversation(
        acme,
        make_agent(acme, "Accounts"),
        ("My invoice no. 2,500 is wrong", None),
        visitor_name="Vera Vole",
        visitor_email="vera@example.com",
        is_escalated=True,
    )


def found(person: Person, path: str, **query: Any) -> list[str]:
    return [each["id"] for each in person.api.get(path, query).json()["conversations"]]


def test_conversations_are_listed_latest_first(
    bob: Person, path: str, agent: Agent, opening_hours: Conversation, invoice: Conversation
) -> None:
    page = bob.api.get(path).json()

    assert page["total"] == 2
    latest, earlier = page["conversations"]
    assert latest["id"] == invoice.public_id
    assert latest["visitor"] == {"name": "Vera Vole", "email": "vera@example.com"}
    assert latest["last_message"] == {"role": "USER", "content": "My invoice no. 2,500 is wrong"}
    assert earlier["id"] == opening_hours.public_id
    assert earlier["agent"] == {"id": agent.public_id, "name": "Helper"}
    assert earlier["visitor"] == {"name": None, "email": None}
    assert earlier["last_message"] == {"role": "ASSISTANT", "content": "From nine to five."}
    assert (earlier["status"], earlier["assigned_to"], earlier["unread_count"]) == (
        "AGENT",
        None,
        1,
    )


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"is_escalated": "true"}, ["invoice"]),
        ({"is_escalated": "false"}, ["hours"]),
        ({"status": "HUMAN"}, []),
        ({"channel": "WIDGET"}, ["invoice", "hours"]),
        ({"channel": "CHAT"}, []),
        ({"assigned_to": "none"}, ["invoice", "hours"]),
        ({"assigned_to": "me"}, []),
        ({"unread": "true"}, ["invoice"]),
        ({"unread": "false"}, ["hours"]),
        ({"since": "2999-01-01T00:00:00Z"}, []),
        ({"until": "2999-01-01T00:00:00Z"}, ["invoice", "hours"]),
        ({"sort": "started_at"}, ["hours", "invoice"]),
    ],
)
def test_conversations_are_filtered(
    alice: Person,
    path: str,
    opening_hours: Conversation,
    invoice: Conversation,
    query: dict[str, str],
    names: list[str],
) -> None:
    alice.api.post(f"{path}/{opening_hours.public_id}/read")
    ids = {"hours": opening_hours.public_id, "invoice": invoice.public_id}

    assert found(alice, path, **query) == [ids[name] for name in names]


def test_conversations_are_filtered_by_agent(
    alice: Person, path: str, agent: Agent, opening_hours: Conversation, invoice: Conversation
) -> None:
    assert found(alice, path, agent_id=agent.public_id) == [opening_hours.public_id]


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("invoice", True),
        ("INVOICE wrong", True),
        ("invo", True),
        ("2,500", True),
        ("vera vole", True),
        ("vera@example.com", True),
        ("@example", True),
        ("invoice nine", False),
        ("voice", False),
        ("%", False),
        ("_", False),
        ("!", False),
        ("a:* | b'", False),
        ("'", False),
        ("\\", False),
        ("#1", False),
    ],
)
def test_conversations_are_searched_by_messages_and_visitor(
    alice: Person, path: str, invoice: Conversation, words: str, is_found: bool
) -> None:
    assert found(alice, path, search=words) == ([invoice.public_id] if is_found else [])


def test_search_does_not_cross_workspaces(
    alice: Person, charlie: Person, other_workspace: Workspace, path: str, invoice: Conversation
) -> None:
    theirs = make_conversation(
        other_workspace, make_agent(other_workspace), ("My invoice is wrong", None)
    )

    assert found(alice, path, search="invoice") == [invoice.public_id]
    assert found(
        charlie, f"/api/v1/workspaces/{other_workspace.public_id}/conversations", search="invoice"
    ) == [theirs.public_id]


def test_search_without_a_scope_finds_nothing(invoice: Conversation) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_conversations('invoice')")

        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(("query", "cost"), [({}, 4), ({"search": "invoice"}, 5)])
def test_a_page_costs_the_same_queries_at_any_size(
    alice: Person,
    acme: Workspace,
    agent: Agent,
    path: str,
    query: dict[str, str],
    cost: int,
) -> None:
    for number in range(3):
        make_conversation(acme, agent, (f"invoice {number}", "Yes."))

    with assert_queries(cost):
        assert len(found(alice, path, **query)) == 3


def test_pages_continue_where_the_last_one_ended(
    alice: Person, acme: Workspace, agent: Agent, path: str
) -> None:
    made = [make_conversation(acme, agent).public_id for _ in range(3)]
    first = alice.api.get(path, {"limit": 2}).json()

    second = alice.api.get(path, {"limit": 2, "cursor": first["next"]}).json()

    seen = [each["id"] for each in first["conversations"] + second["conversations"]]
    assert (seen, second["next"]) == (made[::-1], None)


def test_messages_are_returned_in_full(
    alice: Person, acme: Workspace, path: str, opening_hours: Conversation
) -> None:
    with workspace_scope(acme.pk):
        answer = Message.objects.get(role="ASSISTANT")

    with assert_queries(5):
        page = alice.api.get(f"{path}/{opening_hours.public_id}/messages").json()

    assert (page["total"], page["next"]) == (2, None)
    question, answered = page["messages"]
    assert (question["role"], question["content"], question["feedback"]) == (
        "USER",
        "When are you open?",
        None,
    )
    assert (answered["id"], answered["role"]) == (answer.public_id, "ASSISTANT")
    assert (answered["author"], answered["sources"], answered["feedback"]) == (None, [], None)


def test_an_empty_conversation_differs_from_a_missing_one(
    alice: Person, acme: Workspace, agent: Agent, path: str
) -> None:
    silent = make_conversation(acme, agent)

    page = alice.api.get(f"{path}/{silent.public_id}/messages").json()

    assert page == {"messages": [], "total": 0, "next": None}


def test_a_member_chat_is_visible_to_its_member_only(
    alice: Person, bob: Person, acme: Workspace, path: str
) -> None:
    with workspace_scope(acme.pk):
        chat = start_conversation(
            agent=None, channel="CHAT", started_by=bob.user, now=timezone.now()
        )
    name = chat.public_id

    assert found(bob, path) == [name]
    assert found(alice, path) == []
    assert bob.api.get(f"{path}/{name}").status_code == 200
    for route in (name, f"{name}/messages"):
        assert alice.api.get(f"{path}/{route}").status_code == 404
    assert alice.api.delete(f"{path}/{name}").status_code == 404


def test_conversations_read_by_members_are_no_longer_unread(
    alice: Person, bob: Person, path: str, opening_hours: Conversation
) -> None:
    answer = bob.api.post(f"{path}/{opening_hours.public_id}/read")

    assert answer.json()["unread_count"] == 0
    listed = alice.api.get(path).json()["conversations"][0]
    assert listed["unread_count"] == 0
    detail = alice.api.get(f"{path}/{opening_hours.public_id}").json()
    assert detail["read_by_staff_at"] is not None


@pytest.mark.parametrize(
    ("zone", "day"),
    [("UTC", "2027-01-31"), ("Pacific/Kiritimati", "2027-02-01"), ("America/New_York", "20270131")],
)
def test_a_day_is_one_of_the_workspace(
    alice: Person, base: str, path: str, opening_hours: Conversation, zone: str, day: str
) -> None:
    """A message at 23:30 UTC is of the day that it is in the workspace."""
    at = datetime(2027, 1, 31, 23, 30, tzinfo=UTC)
    with as_table_owner():
        Conversation.everywhere.update(last_message_at=at)
    alice.api.patch(base, {"timezone": zone})
    next_day = (date.fromisoformat(day) + timedelta(days=1)).isoformat()

    assert found(alice, path, since=day) == [opening_hours.public_id]
    assert found(alice, path, since=next_day) == []
    assert found(alice, path, until=day) == []
    assert found(alice, path, until=next_day) == [opening_hours.public_id]


def test_since_and_until_apply_to_the_last_message(
    alice: Person, path: str, opening_hours: Conversation
) -> None:
    at = opening_hours.last_message_at
    later = at + timedelta(microseconds=1)

    assert found(alice, path, since=at.isoformat()) == [opening_hours.public_id]
    assert found(alice, path, until=at.isoformat()) == []
    assert found(alice, path, since=later.isoformat()) == []
