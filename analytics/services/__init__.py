"""Unanswered questions: record, resolve, dismiss, ask again."""

from analytics.services.recording import clean_up, record_unanswered
from analytics.services.resolving import (
    dismiss_question,
    reask_questions,
    reopen_question,
    resolve_question,
)

__all__ = [
    "dismiss_question",
    "reask_questions",
    "record_unanswered",
    "reopen_question",
    "resolve_question",
    "clean_up",
]
