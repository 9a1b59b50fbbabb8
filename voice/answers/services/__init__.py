"""Answering questions: a draft that streams, or a finished answer."""

from voice.answers.services.drafting import (
    AnswerDraft,
    Resources,
    answer_once,
    draft_answer,
    fixed_draft,
    resources_for,
)

__all__ = [
    "AnswerDraft",
    "Resources",
    "answer_once",
    "draft_answer",
    "fixed_draft",
    "resources_for",
]
