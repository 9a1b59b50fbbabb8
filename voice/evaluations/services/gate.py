"""Publishing an agent that its tests have to let through."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.lookup import find
from core.scope import workspace_scope
from voice.agents.errors import AgentArchived
from voice.agents.models import Agent, AgentVersion
from voice.agents.queries import behaviour_of
from voice.agents.services.agents import lock_agent
from voice.agents.services.publishing import publish_agent
from voice.answers.models import Behaviour
from voice.evaluations.errors import DraftChanged, PublishingStopped
from voice.evaluations.models import AgentTest, AgentTestResult, AgentTestRun
from voice.evaluations.queries import tests_of
from voice.evaluations.services.runs import failed_result, result_of

SECONDS_BEFORE_PUBLISHING = 60.0
_NAMED = 5  # of the questions that stop a publish
_SHOWN = 80  # characters of each


@dataclass(frozen=True, slots=True)
class Published:
    """results: of the tests that ran before; None when none did."""

    version: AgentVersion
    results: Sequence[AgentTestResult] | None

    @property
    def failed(self) -> list[AgentTestResult]:
        return [result for result in self.results or () if not result.has_passed]


def publish_tested(*, workspace_id: int, agent_id: str, now: datetime) -> Published:
    """Test the draft as its agent's gate says, then publish it. Enters the scope itself.

    Waits for the answers outside of any transaction: a minute at most; a test that there is no time
    for has failed.
    Raises NotFound, AgentArchived, PublishingStopped, or DraftChanged when what was tested is not
    what would be published.
    """
    with workspace_scope(workspace_id):
        agent = find(Agent.objects, agent_id)
        if agent.status == Agent.Status.ARCHIVED:
            raise AgentArchived
        behaviour = behaviour_of(agent)
        is_gated = agent.publish_gate != Agent.Gate.OFF
        tests = list(tests_of(agent)) if is_gated else []
    results = _results(tests, behaviour)
    failed = [result for result in results if not result.has_passed]
    if failed and agent.publish_gate == Agent.Gate.BLOCK:
        raise PublishingStopped(
            failed=len(failed), total=len(results), questions=_questions(failed)
        )
    with workspace_scope(workspace_id):
        agent = find(Agent.objects, agent_id)
        lock_agent(agent)
        if tests and behaviour_of(agent) != behaviour:
            raise DraftChanged
        version = publish_agent(agent=agent, now=now)
        if tests:
            _keep_all(results, version, now=now)
    return Published(version, results if tests else None)


def _results(tests: Sequence[AgentTest], behaviour: Behaviour) -> list[AgentTestResult]:
    end = time.monotonic() + SECONDS_BEFORE_PUBLISHING
    return [
        result_of(test, behaviour)
        if time.monotonic() < end
        else failed_result(test, "There was no time left to run it.")
        for test in tests
    ]


def _keep_all(results: Sequence[AgentTestResult], version: AgentVersion, *, now: datetime) -> None:
    """As the run of the version that has just been published."""
    passed = sum(result.has_passed for result in results)
    run = AgentTestRun.objects.create(
        workspace_id=version.workspace_id,
        agent=version.agent,
        agent_version=version,
        state=(AgentTestRun.State.PASSED if passed == len(results) else AgentTestRun.State.FAILED),
        frozen_behaviour=version.frozen_behaviour,
        total=len(results),
        passed=passed,
        started_at=now,
        finished_at=now,
    )
    there = set(tests_of(version.agent).values_list("pk", flat=True))
    for result in results:
        result.run = run
        if result.test_id not in there:
            result.test = None
    AgentTestResult.objects.bulk_create(results)


def _questions(failed: Sequence[AgentTestResult]) -> str:
    named = [f"“{result.question[:_SHOWN]}”" for result in failed[:_NAMED]]
    return ", ".join(named) + (" …" if len(failed) > _NAMED else "")
