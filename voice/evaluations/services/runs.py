"""Running the tests of an agent."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from core.errors import DomainError
from core.jobs import enqueue
from core.scope import workspace_scope
from voice.agents.models import Agent
from voice.agents.queries import behaviour_of
from voice.agents.services.agents import lock_agent
from voice.answering import Turn
from voice.answers.models import Behaviour
from voice.answers.services.drafting import answer_once
from voice.evaluations.errors import NoTests, RunInProgress
from voice.evaluations.models import AgentTest, AgentTestResult, AgentTestRun
from voice.evaluations.queries import tests_of, tests_waiting
from voice.evaluations.services.expectations import shortcomings
from workspaces.services import record


@transaction.atomic
def start_run(*, agent: Agent, now: datetime) -> AgentTestRun:
    """Have all tests put to the draft as it is now. Raises NoTests or RunInProgress."""
    lock_agent(agent)
    if AgentTestRun.objects.filter(agent=agent, state=AgentTestRun.State.RUNNING).exists():
        raise RunInProgress
    total = tests_of(agent).count()
    if not total:
        raise NoTests
    run: AgentTestRun = AgentTestRun.objects.create(
        workspace_id=agent.workspace_id,
        agent=agent,
        frozen_behaviour=behaviour_of(agent).as_json(),
        total=total,
        started_at=now,
    )
    enqueue("evaluations.run", run_id=run.pk, workspace_id=run.workspace_id)
    record(
        action="AGENT_TESTS_RUN",
        target=agent.name_outside,
        after={"run": run.name_outside},
        now=now,
    )
    return run


def run_tests(*, run_id: int, workspace_id: int) -> None:
    """Put every test that has no result yet to the behaviour that the run began with."""
    with workspace_scope(workspace_id):
        run = AgentTestRun.objects.filter(pk=run_id, state=AgentTestRun.State.RUNNING).first()
        if run is None:
            return
        waiting = list(tests_waiting(run))
    for test in waiting:
        result = result_of(test, run.behaviour)
        with workspace_scope(workspace_id):
            if not _keep(result, run):
                return


def finish_run(*, run_id: int, workspace_id: int, now: datetime) -> None:
    """Say how a run went whose tests all have their results."""
    with workspace_scope(workspace_id):
        run = AgentTestRun.objects.filter(pk=run_id, state=AgentTestRun.State.RUNNING).first()
        if run is None:
            return
        passed = list(run.results.values_list("has_passed", flat=True))
        run.state = AgentTestRun.State.PASSED if all(passed) else AgentTestRun.State.FAILED
        run.total, run.passed, run.finished_at = len(passed), sum(passed), now
        run.save(update_fields=["state", "total", "passed", "finished_at"])


def break_run(*, run_id: int, workspace_id: int, error: str, now: datetime) -> None:
    """End a run that could not be brought to its end; the results so far stay."""
    with workspace_scope(workspace_id):
        AgentTestRun.objects.filter(pk=run_id, state=AgentTestRun.State.RUNNING).update(
            state=AgentTestRun.State.BROKEN, error=error[:500], finished_at=now
        )


def result_of(test: AgentTest, behaviour: Behaviour) -> AgentTestResult:
    """How a test goes, as an unsaved row. Needs no scope."""
    try:
        answer = answer_once(
            workspace_id=test.workspace_id,
            behaviour=behaviour,
            question=test.question,
            history=[Turn(**turn) for turn in test.history],
        )
    except DomainError as error:
        return failed_result(test, str(error))
    reasons = shortcomings(test, answer)
    return AgentTestResult(
        workspace_id=test.workspace_id,
        test=test,
        question=test.question,
        has_passed=not reasons,
        reasons=reasons,
        response=answer.text,
        confidence=answer.confidence,
        response_time_ms=answer.response_time_ms,
    )


def failed_result(test: AgentTest, reason: str) -> AgentTestResult:
    return AgentTestResult(
        workspace_id=test.workspace_id,
        test=test,
        question=test.question,
        has_passed=False,
        reasons=[reason],
        response="",
        confidence=0.0,
        response_time_ms=0,
    )


def _keep(result: AgentTestResult, run: AgentTestRun) -> bool:
    """Store a result unless another attempt has; False when the run is over or gone."""
    runs = AgentTestRun.objects.select_for_update(of=("self",))
    if not runs.filter(pk=run.pk, state=AgentTestRun.State.RUNNING).exists():
        return False
    is_there = AgentTest.objects.filter(pk=result.test_id).exists()
    if is_there and not run.results.filter(test=result.test_id).exists():
        result.run = run
        result.save(force_insert=True)
    return True
