"""Answering a question: with a draft that is read as it is worded, or at once."""

from voice.answers.services.drafting import (
    AnswerDraft,
    Resources,
    answer_once,
    draft_answer,
    resources_for,
)

__all__ = ["AnswerDraft", "Resources", "answer_once", "draft_answer", "resources_for"]
