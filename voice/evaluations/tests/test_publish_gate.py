"""Failing cases block publishing or warn, depending on the agent's gate."""

from __future__ import annotations

from typing import Any

from core.scope import workspace_scope
from core.testing import nothing_changes, shared
from knowledge.tests.factories import make_collection, make_document
from voice.agents.models import Agent
from voice.agents.tests.factories import make_agent
from voice.evaluations.models import EvaluationRun
from voice.evaluations.services import gate as testing_gate
from voice.evaluations.services import runs as testing_runs
from workspaces.models import Workspace
from workspaces.tests.factories import Person

RIGHT = {"question": "Are you open on Saturday?", "contains": ["10 am"]}
WRONG = {"question": "When can goods be returned?", "contains": ["30 days"]}


@shared
def path(alice: Person, base: str, acme: Workspace) -> str:
    make_document(make_collection(acme))
    path = f"{base}/agents/{make_agent(acme, publish=False).public_id}"
    for test in (RIGHT, WRONG):
        assert alice.api.post(f"{path}/tests", test).status_code == 201
    return path


def gate(alice: Person, path: str, options: str) -> None:
    assert alice.api.patch(path, {"publish_gate": options}).json()["publish_gate"] == options


def test_a_blocking_gate_refuses_and_names_the_failures(alice: Person, path: str) -> None:
    gate(alice, path, "BLOCK")

    with nothing_changes():
        answer = alice.api.post(f"{path}/publish")

    assert (answer.status_code, answer.json()["code"]) == (409, "TESTS_FAILED")
    assert answer.json()["detail"] == (
        "1 of 2 tests fail, so nothing was published: “When can goods be returned?”."
    )
    assert alice.api.get(path).json()["status"] == "DRAFT"


def test_a_blocking_gate_publishes_if_all_cases_pass(alice: Person, path: str) -> None:
    gate(alice, path, "BLOCK")
    (_, wrong) = alice.api.get(f"{path}/tests").json()["tests"]
    alice.api.patch(f"{path}/tests/{wrong['id']}", {"contains": ["45 days"]})

    answer = alice.api.post(f"{path}/publish").json()

    assert answer["version"] == "1.0"
    assert answer["tests"] == {"total": 2, "passed": 2, "failed": []}


def test_a_warning_gate_publishes_and_reports(alice: Person, acme: Workspace, path: str) -> None:
    answer = alice.api.post(f"{path}/publish").json()

    assert (answer["version"], answer["tests"]["total"], answer["tests"]["passed"]) == ("1.0", 2, 1)
    assert answer["tests"]["failed"] == [
        {"question": WRONG["question"], "reasons": ["“30 days” is not in the answer."]}
    ]
    (run,) = alice.api.get(f"{path}/test-runs").json()["runs"]
    assert (run["state"], run["version"], run["done"], run["passed"]) == ("FAILED", "1.0", 2, 1)


def test_without_a_gate_no_case_runs(alice: Person, path: str, monkeypatch: Any) -> None:
    gate(alice, path, "OFF")
    monkeypatch.setattr(testing_runs, "answer_once", None)

    assert "tests" not in alice.api.post(f"{path}/publish").json()


def test_without_cases_there_is_nothing_to_report(
    alice: Person, base: str, acme: Workspace
) -> None:
    path = f"{base}/agents/{make_agent(acme, 'Untested', publish=False).public_id}"
    gate(alice, path, "BLOCK")

    assert "tests" not in alice.api.post(f"{path}/publish").json()


def test_cases_that_run_out_of_time_fail(alice: Person, path: str, monkeypatch: Any) -> None:
    gate(alice, path, "BLOCK")
    monkeypatch.setattr(testing_gate, "SECONDS_BEFORE_PUBLISHING", -1.0)

    with nothing_changes():
        answer = alice.api.post(f"{path}/publish")

    assert answer.json()["detail"].startswith("2 of 2 tests fail")


def test_a_draft_that_changes_during_the_run_is_not_published(
    alice: Person, acme: Workspace, path: str, monkeypatch: Any
) -> None:
    answer_once = testing_runs.answer_once

    def changed_meanwhile(**given: Any) -> Any:
        with workspace_scope(acme.pk):
            Agent.objects.update(fallback_message="Other words.")
        return answer_once(**given)

    monkeypatch.setattr(testing_runs, "answer_once", changed_meanwhile)

    answer = alice.api.post(f"{path}/publish")

    assert (answer.status_code, answer.json()["code"]) == (409, "DRAFT_CHANGED")
    assert alice.api.get(path).json()["status"] == "DRAFT"
    with workspace_scope(acme.pk):
        assert not EvaluationRun.objects.exists()


def test_an_agent_deleted_during_the_run_is_not_found(
    alice: Person, acme: Workspace, path: str, monkeypatch: Any
) -> None:
    answer_once = testing_runs.answer_once

    def deleted_meanwhile(**given: Any) -> Any:
        with workspace_scope(acme.pk):
            Agent.objects.all().delete()
        return answer_once(**given)

    monkeypatch.setattr(testing_runs, "answer_once", deleted_meanwhile)

    assert alice.api.post(f"{path}/publish").status_code == 404


def test_a_repeated_publish_returns_the_same_response(alice: Person, path: str) -> None:
    first, again = (
        alice.api.post(f"{path}/publish", Idempotency_Key="once").json() for _ in range(2)
    )

    assert first == again
    assert len(alice.api.get(f"{path}/versions").json()["versions"]) == 1
