"""Background work of evaluations."""

from __future__ import annotations

from django.utils import timezone

from core.jobs import job
from voice.evaluations import services


def _abort_run(*, run_id: int, workspace_id: int, error: str, **_later: object) -> None:
    services.abort_run(run_id=run_id, workspace_id=workspace_id, error=error, now=timezone.now())


@job("evaluations.run", time_limit=900, on_failure=_abort_run)
def run_agent_tests(*, run_id: int, workspace_id: int, **_later: object) -> None:
    """Run an agent's cases. Running it again continues with those that have no result."""
    services.run_cases(run_id=run_id, workspace_id=workspace_id)
    services.finish_run(run_id=run_id, workspace_id=workspace_id, now=timezone.now())
