"""The values that the engine takes and returns. This room has no tables."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

from django.db import models

from core import ids
from knowledge.models import Document
from knowledge.queries import Hit
from voice.answering import Assessment

DEFAULT_THRESHOLD = 0.7
DEFAULT_LENGTH = 500  # characters
MAX_QUESTION_LENGTH = 4_000  # characters
PREVIEW_CHARACTERS = 240


class KnowledgeScope(models.TextChoices):
    """Which of its workspace's collections an agent answers from.

    A stored choice: a selection whose collections are deleted stays one, and answers nothing.
    """

    ALL = "ALL"
    SELECTED = "SELECTED"


class Unsupported(StrEnum):
    """What happens to a model's sentence that no document supports."""

    DROP = "DROP"
    FLAG = "FLAG"


@dataclass(frozen=True, slots=True)
class Behavior:
    """What the engine needs to know of an agent: of its draft, or of one of its versions.

    threshold: confidence in [0, 1] below which the fallback message is given.
    max_response_length: characters.
    allowed_topics: empty allows any.
    blocked_words: words and phrases that are neither used nor answered.
    collection_ids: keys of the selected collections; those deleted since are still named.
    calendar_ids: keys of the calendars that it may book into, in the order to name them; those
        deleted since are still named.
    provider_ids: keys of the providers to ask, in order; after the last one, answers are
        extractive.
    """

    name: str
    greeting_message: str
    fallback_message: str
    threshold: float = DEFAULT_THRESHOLD
    max_response_length: int = DEFAULT_LENGTH
    show_sources: bool = True
    unsupported_sentences: str = Unsupported.DROP
    tone: str = ""
    response_style: str = ""
    language_mode: str = "auto"
    system_prompt: str = ""
    allowed_topics: list[str] = field(default_factory=list)
    blocked_words: list[str] = field(default_factory=list)
    knowledge_scope: str = KnowledgeScope.SELECTED
    collection_ids: list[int] = field(default_factory=list)
    calendar_ids: list[int] = field(default_factory=list)
    provider_ids: list[int] = field(default_factory=list)

    @property
    def searched_collections(self) -> list[int] | None:
        """Keys of the collections to search; None searches all of the workspace's."""
        return None if self.knowledge_scope == KnowledgeScope.ALL else self.collection_ids

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, frozen: Mapping[str, Any]) -> Behavior:
        """Read what `as_json` made, in this release or an earlier one."""
        known = {each.name for each in fields(cls)}
        kept = {name: value for name, value in frozen.items() if name in known}
        if frozen.get("provider_id") is not None:  # written before an agent could have several
            kept.setdefault("provider_ids", [frozen["provider_id"]])
        return cls(**kept)


@dataclass(frozen=True, slots=True)
class Source:
    """A stretch of a chunk that an answer is based on.

    start, end: in characters of the chunk's text; `quote` is the text between.
    page: from 1; None if the document has no pages.
    score: in [0, 1].
    """

    chunk_id: int | None
    document_uuid: uuid.UUID
    title: str
    quote: str
    preview: str
    start: int
    end: int
    page: int | None
    heading: str
    score: float

    def as_json(self) -> dict[str, object]:
        """The source as callers see it, in every channel."""
        return {
            "document_id": ids.encode(Document.id_prefix, self.document_uuid),
            "title": self.title,
            "chunk_preview": self.preview,
            "relevance_score": round(self.score, 4),
            "page": self.page,
            "heading": self.heading or None,
            "quote": self.quote,
        }


@dataclass(slots=True)
class ModelUsage:
    """Usage of all models that were asked for one answer. cost: in millionths."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost: int = 0


@dataclass(slots=True)
class Retrieval:
    """What was found and how it was assessed; empty for what needed no search."""

    hits: list[Hit] = field(default_factory=list)
    assessment: Assessment | None = None
    search_ms: int = 0
    assess_ms: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer, for callers that do not stream. usage: None if no model was asked."""

    text: str
    confidence: float
    sources: list[Source]
    is_answered: bool | None
    response_time_ms: int
    provider: str
    unsupported: list[str]
    usage: ModelUsage | None
    retrieval: Retrieval
    wording_ms: int
