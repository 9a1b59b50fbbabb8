"""Background work of conversations."""

from __future__ import annotations

from core.jobs import job
from voice.conversations import services
from voice.conversations.errors import AnswerInterrupted


def _give_up(*, message_id: int, workspace_id: int, error: str, **_later: object) -> None:
    services.interrupt_answer(
        message_id=message_id, workspace_id=workspace_id, error=AnswerInterrupted()
    )


@job("conversations.generate_reply", max_attempts=3, time_limit=120, on_failure=_give_up)
def generate_reply(*, message_id: int, workspace_id: int, **_later: object) -> None:
    """Answer one message. Running it again continues the same text or finds it done."""
    services.generate_reply(message_id=message_id, workspace_id=workspace_id)
