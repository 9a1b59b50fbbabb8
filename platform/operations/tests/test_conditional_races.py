"""Changes that name the same state at the same time: one is made, and the others are told."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from core.scope import workspace_scope
from core.testing import run_concurrently, wait_until_true
from core.testing.parallel import DEADLINE_SECONDS
from voice.agents.models import Agent
from voice.agents.services import change_agent
from voice.agents.tests.factories import make_agent
from workspaces.models import Workspace
from workspaces.tests.factories import Person

# The address of one thing of each kind, and the field that is changed.
THINGS = {
    "agent": ("{base}/agents/{agent}", "description"),
    "workspace": ("{base}", "name"),
    "appearance": ("{base}/agents/{agent}/widget", "suggested_questions"),
    "settings": ("{base}/conversation-settings", "retention_days"),
    "account": ("/api/v1/auth/me", "full_name"),
}
BLOCKED = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.fixture
def one(acme: Workspace) -> Agent:
    return make_agent(acme)


def value_of(field: str, number: int) -> Any:
    texts = {"retention_days": number + 1, "suggested_questions": [f"Question {number}?"]}
    return texts.get(field, f"Number {number}")


@pytest.mark.parametrize("kind", THINGS)
def test_one_of_many_changes_of_the_same_state_is_made(
    transactional_db: None, alice: Person, base: str, one: Agent, kind: str
) -> None:
    template, field = THINGS[kind]
    path = template.format(base=base, agent=one.public_id)
    method = "PUT" if kind == "settings" else "PATCH"
    tag = alice.api.get(path).headers["ETag"]

    def change(number: int) -> Any:
        body = {field: value_of(field, number)}
        return alice.api.call(method, path, body=body, headers={"If-Match": tag})

    answers = run_concurrently(8, change)

    assert sorted(each.status_code for each in answers) == [200] + [412] * 7
    (made,) = [each for each in answers if each.status_code == 200]
    now = alice.api.get(path)
    assert (now.json()[field], now.headers["ETag"]) == (made.json()[field], made.headers["ETag"])


def test_a_change_waits_for_one_that_names_no_state_and_is_refused(
    transactional_db: None, alice: Person, acme: Workspace, base: str, one: Agent
) -> None:
    """Of a service that anything may have called: the portal, a job."""
    path = f"{base}/agents/{one.public_id}"
    tag = alice.api.get(path).headers["ETag"]
    answers: list[Any] = []

    def change() -> None:
        try:
            answers.append(alice.api.patch(path, {"name": "Mine"}, **{"If-Match": tag}))
        finally:
            connection.close()

    waiting = threading.Thread(target=change)
    with workspace_scope(acme.pk):
        change_agent(agent=Agent.objects.get(), name="Theirs", now=timezone.now())
        waiting.start()
        assert wait_until_true(lambda: _blocked() > 0)
    waiting.join(DEADLINE_SECONDS)

    assert (answers[0].status_code, answers[0].json()["code"]) == (412, "PRECONDITION_FAILED")
    assert alice.api.get(path).json()["name"] == "Theirs"


def _blocked() -> int:
    with connection.cursor() as cursor:
        cursor.execute(BLOCKED)
        return int(cursor.fetchone()[0])
