"""The answer engine: retrieval decides whether to answer, a provider only words it.

Nothing here touches the database or the network. `search_query` says what to look for, `assess`
whether what was found answers the question, an `AnswerProvider` puts it into words.
"""

from __future__ import annotations

from voice.answering.assessing import assess
from voice.answering.follow_up import search_query
from voice.answering.small_talk import small_talk
from voice.answering.types import (
    AnswerProvider,
    AnswerRequest,
    Assessment,
    EvidenceSpan,
    Passage,
    Persona,
    SmallTalk,
    SmallTalkKind,
    Turn,
)

__all__ = [
    "AnswerProvider",
    "AnswerRequest",
    "Assessment",
    "EvidenceSpan",
    "Passage",
    "Persona",
    "SmallTalk",
    "SmallTalkKind",
    "Turn",
    "assess",
    "search_query",
    "small_talk",
]
