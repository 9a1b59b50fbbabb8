"""Evaluation cases are created, changed, run, and kept within their workspace."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.jobs import worker
from core.models import Job
from core.scope import as_table_owner, workspace_scope
from core.testing import assert_queries, nothing_changes, run_concurrently, run_jobs, shared
from knowledge.models import Document
from knowledge.tests.factories import make_collection, make_document
from voice.agents.models import Agent
from voice.agents.tests.factories import make_agent
from voice.evaluations import services
from voice.evaluations.errors import RunInProgress
from voice.evaluations.models import EvaluationCase, EvaluationResult, EvaluationRun
from voice.evaluations.services import cases as testing
from voice.evaluations.services import runs as testing_runs
from workspaces.models import AuditEntry, Workspace
from workspaces.tests.factories import Person

SATURDAY = {"question": "Are you open on Saturday?", "contains": ["10 AM", "2pm"]}
UNKNOWN = {"question": "Do you sell submarines?", "expects_answer": False}
WRONG = {"question": "When can goods be returned?", "contains": ["30 days"]}


@shared
def document(acme: Workspace) -> Document:
    return make_document(make_collection(acme))


@pytest.fixture
def path(base: str, agent: Agent) -> str:
    return f"{base}/agents/{agent.public_id}"


def expect(alice: Person, path: str, *tests: dict[str, Any]) -> list[str]:
    made = [alice.api.post(f"{path}/tests", test) for test in tests]
    assert [answer.status_code for answer in made] == [201] * len(tests)
    return [answer.json()["id"] for answer in made]


def only_job() -> Job:
    return Job.objects.get(name="evaluations.run")


def test_a_case_is_created_changed_and_deleted(
    alice: Person, acme: Workspace, document: Document, path: str
) -> None:
    data = {
        "question": "And on Sunday?",
        "history": [{"role": "user", "content": "Are you open on Saturday?"}],
        "contains": ["closed"],
        "excludes": ["10 am"],
        "expects_answer": True,
        "document_id": document.public_id,
        "min_confidence": 0.5,
    }

    made = alice.api.post(f"{path}/tests", data).json()
    one = f"{path}/tests/{made['id']}"
    changed = alice.api.patch(one, {"document_id": None, "contains": []}).json()
    deleted = alice.api.delete(one)

    assert {key: made[key] for key in data} == data
    assert changed == {**made, "document_id": None, "contains": []}
    assert (deleted.status_code, alice.api.get(one).status_code) == (200, 404)
    with workspace_scope(acme.pk):
        entries = AuditEntry.objects.filter(action__startswith="AGENT_TEST_").order_by("number")
        assert [entry.action for entry in entries] == [
            "AGENT_TEST_CREATED",
            "AGENT_TEST_CHANGED",
            "AGENT_TEST_DELETED",
        ]
        assert entries[1].before["document_uuid"] == str(document.uuid)


def test_cases_are_listed_in_order_in_five_queries(alice: Person, path: str) -> None:
    ids = expect(alice, path, SATURDAY, UNKNOWN, WRONG)

    with assert_queries(5):  # session, scope, agent, count, page
        listed = alice.api.get(f"{path}/tests").json()

    assert [test["id"] for test in listed["tests"]] == ids
    assert (listed["total"], listed["next"]) == (3, None)


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("question", "", "question"),
        ("contains", ["x"] * 21, "contains"),
        ("contains", [""], "contains.0"),
        ("excludes", "x", "excludes"),
        ("min_confidence", 1.1, "min_confidence"),
        ("history", [{"role": "staff", "content": "x"}], "history.0.role"),
        ("expects_answer", "yes", "expects_answer"),
    ],
)
def test_an_invalid_expectation_is_named(
    alice: Person, path: str, field: str, value: Any, named: str
) -> None:
    with nothing_changes():
        answer = alice.api.post(f"{path}/tests", {**SATURDAY, field: value})

    assert answer.status_code == 400
    assert named.startswith(answer.json()["field"])


def test_an_agent_has_at_most_a_hundred_cases(alice: Person, path: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(testing, "MAX_CASES", 2)
    expect(alice, path, SATURDAY, UNKNOWN)

    with nothing_changes():
        answer = alice.api.post(f"{path}/tests", WRONG)

    assert (answer.status_code, answer.json()["code"]) == (409, "TOO_MANY_TESTS")


def test_a_case_is_found_only_under_its_own_agent(
    alice: Person, acme: Workspace, base: str, path: str
) -> None:
    (test_id,) = expect(alice, path, SATURDAY)
    other = make_agent(acme, "Other")

    with nothing_changes():
        answer = alice.api.delete(f"{base}/agents/{other.public_id}/tests/{test_id}")

    assert answer.status_code == 404


def test_a_run_asks_the_draft_every_case(alice: Person, document: Document, path: str) -> None:
    ids = expect(alice, path, {**SATURDAY, "document_id": document.public_id}, UNKNOWN, WRONG)

    answer = alice.api.post(f"{path}/tests/run")
    run_jobs()

    assert answer.status_code == 202
    begun = answer.json()
    assert (begun["state"], begun["total"], begun["done"]) == ("RUNNING", 3, 0)
    shown = alice.api.get(f"{path}/test-runs/{begun['id']}").json()
    assert (shown["state"], shown["total"], shown["done"]) == ("FAILED", 3, 3)
    assert (shown["passed"], shown["version"], shown["error"]) == (2, None, "")
    assert shown["finished_at"] is not None
    results = shown["results"]
    assert [(each["test_id"], each["passed"]) for each in results] == list(
        zip(ids, [True, True, False], strict=True)
    )
    assert results[2]["reasons"] == ["“30 days” is not in the answer."]
    assert "45 days" in results[2]["response"]


def test_runs_are_listed_newest_first_in_five_queries(
    alice: Person, document: Document, path: str
) -> None:
    expect(alice, path, SATURDAY)
    runs = []
    for _ in range(2):
        runs.append(alice.api.post(f"{path}/tests/run").json()["id"])
        run_jobs()

    with assert_queries(5):  # session, scope, agent, count, page
        listed = alice.api.get(f"{path}/test-runs").json()

    assert [run["id"] for run in listed["runs"]] == runs[::-1]
    assert {(run["state"], run["passed"]) for run in listed["runs"]} == {("PASSED", 1)}


def test_progress_is_visible_during_a_run(
    alice: Person, document: Document, path: str, monkeypatch: Any
) -> None:
    expect(alice, path, SATURDAY, WRONG)
    seen = []
    answer_once = testing_runs.answer_once

    def look_first(**given: Any) -> Any:
        (run,) = alice.api.get(f"{path}/test-runs").json()["runs"]
        seen.append((run["state"], run["done"], run["passed"]))
        return answer_once(**given)

    monkeypatch.setattr(testing_runs, "answer_once", look_first)
    alice.api.post(f"{path}/tests/run")
    run_jobs()

    assert seen == [("RUNNING", 0, 0), ("RUNNING", 1, 1)]


class Killed(BaseException):
    """Simulates SIGKILL."""


def test_a_run_resumes_after_its_worker_is_killed(
    alice: Person, document: Document, path: str, monkeypatch: Any
) -> None:
    expect(alice, path, SATURDAY, UNKNOWN, WRONG)
    alice.api.post(f"{path}/tests/run")
    answer_once, asked = testing_runs.answer_once, []

    def killed_at_the_second(**given: Any) -> Any:
        asked.append(given["question"])
        if len(asked) == 2:
            raise Killed
        return answer_once(**given)

    monkeypatch.setattr(testing_runs, "answer_once", killed_at_the_second)
    with pytest.raises(Killed):
        worker.run(only_job().pk)
    Job.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    worker.run(only_job().pk)

    assert asked == [
        SATURDAY["question"],
        UNKNOWN["question"],
        UNKNOWN["question"],
        WRONG["question"],
    ]
    (run,) = alice.api.get(f"{path}/test-runs").json()["runs"]
    assert (run["state"], run["done"], run["passed"]) == ("FAILED", 3, 2)


def test_a_run_that_cannot_complete_is_marked(
    alice: Person, document: Document, path: str, monkeypatch: Any
) -> None:
    def broken(**_: Any) -> Any:
        raise ValueError("secret detail")

    expect(alice, path, SATURDAY)
    alice.api.post(f"{path}/tests/run")
    monkeypatch.setattr(testing_runs, "answer_once", broken)

    with pytest.raises(ValueError, match="secret detail"):
        worker.run(only_job().pk)

    (run,) = alice.api.get(f"{path}/test-runs").json()["runs"]
    assert (run["state"], run["error"]) == ("BROKEN", "Unexpected ValueError.")
    monkeypatch.undo()
    assert alice.api.post(f"{path}/tests/run").status_code == 202


def test_changes_during_a_run_affect_the_next(alice: Person, document: Document, path: str) -> None:
    first, second = expect(alice, path, SATURDAY, WRONG)
    alice.api.post(f"{path}/tests/run")
    alice.api.patch(path, {"response_config": {"confidence_threshold": 1.0}})
    alice.api.delete(f"{path}/tests/{second}")
    expect(alice, path, UNKNOWN)

    run_jobs()

    (run,) = alice.api.get(f"{path}/test-runs").json()["runs"]
    assert (run["state"], run["total"], run["passed"]) == ("PASSED", 1, 1)


def test_only_one_run_at_a_time_and_none_without_cases(alice: Person, path: str) -> None:
    with nothing_changes():
        assert alice.api.post(f"{path}/tests/run").json()["code"] == "NO_TESTS"
    expect(alice, path, SATURDAY)
    alice.api.post(f"{path}/tests/run")

    with nothing_changes():
        answer = alice.api.post(f"{path}/tests/run")

    assert (answer.status_code, answer.json()["code"]) == (409, "TESTS_RUNNING")


@pytest.mark.django_db(transaction=True)
def test_two_workers_of_one_run_keep_one_result_per_case(
    alice: Person, acme: Workspace, document: Document, path: str
) -> None:
    expect(alice, path, SATURDAY, UNKNOWN)
    alice.api.post(f"{path}/tests/run")
    with workspace_scope(acme.pk):
        run = EvaluationRun.objects.get()

    run_concurrently(2, lambda _: services.run_cases(run_id=run.pk, workspace_id=acme.pk))

    with as_table_owner():
        assert EvaluationResult.everywhere.count() == 2


@pytest.mark.django_db(transaction=True)
def test_concurrent_starts_create_one_run(acme: Workspace, agent: Agent) -> None:
    with workspace_scope(acme.pk):
        services.create_case(agent=agent, **SATURDAY, now=timezone.now())

    def start(_: int) -> bool:
        try:
            with workspace_scope(acme.pk):
                services.start_run(agent=Agent.objects.get(), now=timezone.now())
        except RunInProgress:
            return False
        return True

    assert run_concurrently(8, start).count(True) == 1
    with as_table_owner():
        assert EvaluationCase.everywhere.count() == EvaluationRun.everywhere.count() == 1
