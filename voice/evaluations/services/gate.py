"""Publishing behind the evaluation gate."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.lookup import find
from core.scope import workspace_scope
from voice.agents.errors import AgentArchived
from voice.agents.models import Agent, AgentVersion
from voice.agents.queries import draft_behavior
from voice.agents.services.agents import lock_agent
from voice.agents.services.publishing import check_knowledge, publish_agent
from voice.answers.models import Behavior
from voice.evaluations.errors import DraftChanged, PublishBlocked
from voice.evaluations.models import EvaluationCase, EvaluationResult, EvaluationRun
from voice.evaluations.queries import cases_of
from voice.evaluations.services.runs import failed_result, result_of

SECONDS_BEFORE_PUBLISHING = 60.0
_NAMED = 5  # questions named in the error
_SHOWN = 80  # characters of each


@dataclass(frozen=True, slots=True)
class PublishOutcome:
    """results: of the cases that ran before; None if none did."""

    version: AgentVersion
    results: Sequence[EvaluationResult] | None

    @property
    def failed(self) -> list[EvaluationResult]:
        return [result for result in self.results or () if not result.has_passed]


def publish_through_gate(*, workspace_id: int, agent_id: str, now: datetime) -> PublishOutcome:
    """Run the cases if the agent's gate requires it, then publish the draft. Enters the scope
    itself.

    Waits for the answers outside of any transaction, at most a minute; a case that could not run in
    time has failed. Raises NotFound, AgentArchived, KnowledgeMissing, PublishBlocked, or
    DraftChanged if the draft changed during the run.
    """
    with workspace_scope(workspace_id):
        agent = find(Agent.objects, agent_id)
        if agent.status == Agent.Status.ARCHIVED:
            raise AgentArchived
        behavior = draft_behavior(agent)
        check_knowledge(behavior)
        is_gated = agent.publish_gate != Agent.Gate.OFF
        cases = list(cases_of(agent)) if is_gated else []
    results = _results(cases, behavior)
    failed = [result for result in results if not result.has_passed]
    if failed and agent.publish_gate == Agent.Gate.BLOCK:
        raise PublishBlocked(failed=len(failed), total=len(results), questions=_questions(failed))
    with workspace_scope(workspace_id):
        agent = find(Agent.objects, agent_id)
        lock_agent(agent)
        if cases and draft_behavior(agent) != behavior:
            raise DraftChanged
        version = publish_agent(agent=agent, now=now)
        if cases:
            _store_results(results, version, now=now)
    return PublishOutcome(version, results if cases else None)


def _results(cases: Sequence[EvaluationCase], behavior: Behavior) -> list[EvaluationResult]:
    end = time.monotonic() + SECONDS_BEFORE_PUBLISHING
    return [
        result_of(case, behavior)
        if time.monotonic() < end
        else failed_result(case, "There was no time left to run it.")
        for case in cases
    ]


def _store_results(
    results: Sequence[EvaluationResult], version: AgentVersion, *, now: datetime
) -> None:
    """Store the results as a run of the version just published."""
    passed = sum(result.has_passed for result in results)
    run = EvaluationRun.objects.create(
        workspace_id=version.workspace_id,
        agent=version.agent,
        agent_version=version,
        state=(
            EvaluationRun.State.PASSED if passed == len(results) else EvaluationRun.State.FAILED
        ),
        frozen_behavior=version.frozen_behavior,
        total=len(results),
        passed=passed,
        started_at=now,
        finished_at=now,
    )
    there = set(cases_of(version.agent).values_list("pk", flat=True))
    for result in results:
        result.run = run
        if result.case_id not in there:
            result.case = None
    EvaluationResult.objects.bulk_create(results)


def _questions(failed: Sequence[EvaluationResult]) -> str:
    named = [f"“{result.question[:_SHOWN]}”" for result in failed[:_NAMED]]
    return ", ".join(named) + (" …" if len(failed) > _NAMED else "")
