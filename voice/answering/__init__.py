"""The answer engine: retrieval decides whether to answer; a provider only phrases the answer.

Nothing here touches the database or the network. `search_query` makes the text to search for,
`assess` decides whether the passages found answer the question, and an `AnswerProvider` phrases the
answer.
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
