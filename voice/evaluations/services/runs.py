"""Evaluation runs: start, run, finish, abort."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from core.db.locks import lock_rows
from core.errors import DomainError
from core.jobs import enqueue
from core.scope import workspace_scope
from voice.agents.models import Agent
from voice.agents.queries import draft_behavior
from voice.agents.services.agents import lock_agent
from voice.answering import Turn
from voice.answers.models import Behavior
from voice.answers.services.drafting import answer_once
from voice.evaluations.errors import NoCases, RunInProgress
from voice.evaluations.models import EvaluationCase, EvaluationResult, EvaluationRun
from voice.evaluations.queries import cases_of, pending_cases
from voice.evaluations.services.expectations import unmet_expectations
from workspaces.services import record


@transaction.atomic
def start_run(*, agent: Agent, now: datetime) -> EvaluationRun:
    """Start a run of all cases against the current draft. Raises NoCases or RunInProgress."""
    lock_agent(agent)
    if EvaluationRun.objects.filter(agent=agent, state=EvaluationRun.State.RUNNING).exists():
        raise RunInProgress
    total = cases_of(agent).count()
    if not total:
        raise NoCases
    run: EvaluationRun = EvaluationRun.objects.create(
        workspace_id=agent.workspace_id,
        agent=agent,
        frozen_behavior=draft_behavior(agent).as_json(),
        total=total,
        started_at=now,
    )
    enqueue("evaluations.run", run_id=run.pk, workspace_id=run.workspace_id)
    record(
        action="AGENT_TESTS_RUN",
        target=agent.public_id,
        after={"run": run.public_id},
        now=now,
    )
    return run


def run_cases(*, run_id: int, workspace_id: int) -> None:
    """Run every case that has no result yet, against the behavior that the run began with."""
    with workspace_scope(workspace_id):
        run = EvaluationRun.objects.filter(pk=run_id, state=EvaluationRun.State.RUNNING).first()
        if run is None:
            return
        waiting = list(pending_cases(run))
    for case in waiting:
        result = result_of(case, run.behavior)
        with workspace_scope(workspace_id):
            if not _store_result(result, run):
                return


def finish_run(*, run_id: int, workspace_id: int, now: datetime) -> None:
    """Finish a run whose cases all have results."""
    with workspace_scope(workspace_id):
        run = EvaluationRun.objects.filter(pk=run_id, state=EvaluationRun.State.RUNNING).first()
        if run is None:
            return
        passed = list(run.results.values_list("has_passed", flat=True))
        run.state = EvaluationRun.State.PASSED if all(passed) else EvaluationRun.State.FAILED
        run.total, run.passed, run.finished_at = len(passed), sum(passed), now
        run.save(update_fields=["state", "total", "passed", "finished_at"])


def abort_run(*, run_id: int, workspace_id: int, error: str, now: datetime) -> None:
    """End a run that could not complete; the results so far stay."""
    with workspace_scope(workspace_id):
        EvaluationRun.objects.filter(pk=run_id, state=EvaluationRun.State.RUNNING).update(
            state=EvaluationRun.State.BROKEN, error=error[:500], finished_at=now
        )


def result_of(case: EvaluationCase, behavior: Behavior) -> EvaluationResult:
    """Run one case and return its result as an unsaved row. Needs no scope."""
    try:
        answer = answer_once(
            workspace_id=case.workspace_id,
            behavior=behavior,
            question=case.question,
            history=[Turn(**turn) for turn in case.history],
        )
    except DomainError as error:
        return failed_result(case, str(error))
    reasons = unmet_expectations(case, answer)
    return EvaluationResult(
        workspace_id=case.workspace_id,
        case=case,
        question=case.question,
        has_passed=not reasons,
        reasons=reasons,
        response=answer.text,
        confidence=answer.confidence,
        response_time_ms=answer.response_time_ms,
    )


def failed_result(case: EvaluationCase, reason: str) -> EvaluationResult:
    return EvaluationResult(
        workspace_id=case.workspace_id,
        case=case,
        question=case.question,
        has_passed=False,
        reasons=[reason],
        response="",
        confidence=0.0,
        response_time_ms=0,
    )


def _store_result(result: EvaluationResult, run: EvaluationRun) -> bool:
    """Store a result unless another attempt has; False if the run has ended or is deleted."""
    running = EvaluationRun.objects.filter(pk=run.pk, state=EvaluationRun.State.RUNNING)
    if not lock_rows(running).exists():
        return False
    is_there = EvaluationCase.objects.filter(pk=result.case_id or 0).exists()
    if is_there and not run.results.filter(case=result.case_id).exists():
        result.run = run
        result.save(force_insert=True)
    return True
