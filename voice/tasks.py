"""Background work of conversations."""

from __future__ import annotations

from django.utils import timezone

from core.jobs import job
from voice import services
from voice.errors import AnswerInterrupted


def _give_up(*, message_id: int, workspace_id: int, error: str, **_later: object) -> None:
    services.interrupt_reply(
        message_id=message_id, workspace_id=workspace_id, error=AnswerInterrupted()
    )


@job("voice.generate_reply", max_attempts=3, time_limit=120, on_failure=_give_up)
def generate_reply(*, message_id: int, workspace_id: int, **_later: object) -> None:
    """Answer one message. Running it again continues the same text or finds it done."""
    services.generate_reply(message_id=message_id, workspace_id=workspace_id)


def _break_off(*, run_id: int, workspace_id: int, error: str, **_later: object) -> None:
    services.break_run(run_id=run_id, workspace_id=workspace_id, error=error, now=timezone.now())


@job("voice.run_agent_tests", time_limit=900, on_failure=_break_off)
def run_agent_tests(*, run_id: int, workspace_id: int, **_later: object) -> None:
    """Put an agent's tests to it. Running it again goes on with those without a result."""
    services.run_tests(run_id=run_id, workspace_id=workspace_id)
    services.finish_run(run_id=run_id, workspace_id=workspace_id, now=timezone.now())
