"""Answering questions: a draft that streams, or a finished answer; or with tools, when whole."""

from voice.answers.services.conversing import (
    Conversed,
    Material,
    ToolConversation,
    gather,
    tool_client,
)
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
    "Conversed",
    "Material",
    "Resources",
    "ToolConversation",
    "answer_once",
    "draft_answer",
    "fixed_draft",
    "gather",
    "resources_for",
    "tool_client",
]
