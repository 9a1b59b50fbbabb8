"""Input and output values of the engine; no logic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document that retrieval found for a question.

    cosine: between the question's vector and the passage's.
    text_rank: normalized full-text score in [0, 1]; passages come best first by `cosine + 0.1 *
        text_rank`.
    opens_section: True if it begins its section, False for a later part.
    updated_at: when its document was last ingested; None if unknown.
    before, after: the text around a short passage under the same heading; never quoted.
    """

    chunk_id: int
    document_id: int
    title: str
    heading_path: tuple[str, ...]
    page: int | None
    text: str
    cosine: float
    text_rank: float
    opens_section: bool = True
    updated_at: datetime | None = None
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation so far, oldest first in a history."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class EvidenceSpan:
    """A stretch of a passage that an answer is based on.

    start, end: in characters of the passage's text, so that `passage.text[start:end] == text`.
    score: how likely this stretch is the answer, among those considered, in [0, 1].
    joins: True if it is quoted together with the first span.
    """

    chunk_id: int
    document_id: int
    start: int
    end: int
    text: str
    score: float
    joins: bool = False


class SmallTalkKind(StrEnum):
    GREETING = "GREETING"
    THANKS = "THANKS"
    GOODBYE = "GOODBYE"
    ACKNOWLEDGEMENT = "ACKNOWLEDGEMENT"


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A courtesy that needs no search; `reply` is the whole answer, without sources.

    language: ISO 639-1 code of the courtesy and of the reply.
    """

    kind: SmallTalkKind
    language: str
    reply: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """Whether the passages answer a question, and with which spans.

    confidence: calibrated probability that the first span answers the question, in [0, 1]. 1.0 for
        small talk, which needs no passage.
    spans: best first; empty if there is nothing to quote. An extractive answer is made of the first
        and of those that join it.
    question: the question as understood: follow-ups completed, typos corrected.
    features: what the confidence was computed from, by name.
    """

    confidence: float
    spans: tuple[EvidenceSpan, ...]
    question: str
    features: Mapping[str, float] = field(default_factory=dict)
    small_talk: SmallTalk | None = None


@dataclass(frozen=True, slots=True)
class Persona:
    """How an agent writes.

    max_response_length: characters.
    language_mode: "auto" answers in the language of the question; else an ISO 639-1 code.
    instructions: the agent's system prompt, written by the business.
    """

    name: str
    tone: str = "friendly"
    style: str = "conversational"
    max_response_length: int = 500
    language_mode: str = "auto"
    instructions: str = ""


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """Everything that a provider may use. The decision to answer has been made already.

    task: what else a model is to do that calls tools, as rules; "" for none.
    """

    question: str
    assessment: Assessment
    passages: tuple[Passage, ...]
    persona: Persona
    history: tuple[Turn, ...] = ()
    task: str = ""


class AnswerProvider(Protocol):
    """Phrases an answer from the passages found."""

    @property
    def name(self) -> str:
        """Stable identifier, as agents refer to it."""

    def stream(self, request: AnswerRequest) -> Iterator[str]:
        """Yield the answer piece by piece; joined, the pieces are the whole answer.

        Raises ProviderError (voice.answering.errors), before the first piece or between two.
        """
