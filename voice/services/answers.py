"""The answer engine at work: retrieval decides whether to answer, a provider words it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields

import structlog

from core.scope import workspace_scope
from knowledge import queries as knowledge
from knowledge.clients.embedding import TextEmbedder
from knowledge.clients.embedding.minilm import minilm
from knowledge.errors import EmbedderError
from knowledge.services.embedders import search_embedder
from voice.answering import (
    AnswerRequest,
    Assessment,
    EvidenceSpan,
    Passage,
    Persona,
    Turn,
    assess,
    search_query,
    small_talk,
)
from voice.answering.extractive import in_words
from voice.answering.policy import is_on_topic, says_any
from voice.behaviour import Behaviour
from voice.models import Evidence
from voice.models.conversations import PREVIEW_CHARACTERS
from voice.services.providers import speakers_of
from voice.services.wording import Speaker, Spent, Wording

log = structlog.get_logger(__name__)

PASSAGES = 24  # the engine puts them in an order of its own
_PASSAGE = tuple(each.name for each in fields(Passage))


@dataclass(frozen=True, slots=True)
class Means:
    """What an agent answers with: how its workspace searches, and the models that it asks."""

    embedder: TextEmbedder
    speakers: list[Speaker]


@dataclass(slots=True)
class Finding:
    """What was looked at on the way to an answer; nothing for what needed no search."""

    hits: list[knowledge.Hit] = field(default_factory=list)
    assessment: Assessment | None = None
    search_ms: int = 0
    assess_ms: int = 0


@dataclass(slots=True)
class Draft:
    """An answer about to be worded. What becomes of it is settled when `words` are through.

    is_answered: None for courtesies, False for the fallback.
    provider: who words it; "" for the two, whose words are fixed.
    is_refused: the question is not one for this agent, whatever the documents hold.
    unsupported: sentences that nothing bears out, said because the agent is set to.
    """

    is_answered: bool | None
    confidence: float
    sources: list[Evidence]
    words: Iterator[str]
    finding: Finding
    is_refused: bool = False
    provider: str = ""
    unsupported: list[str] = field(default_factory=list)
    spent: Spent | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer, for callers who do not stream. spent: None where no model was asked."""

    text: str
    confidence: float
    sources: list[Evidence]
    is_answered: bool | None
    response_time_ms: int
    provider: str
    unsupported: list[str]
    spent: Spent | None
    finding: Finding
    word_ms: int


def means_of(behaviour: Behaviour) -> Means:
    """Needs the workspace's scope."""
    return Means(search_embedder(), speakers_of(behaviour))


def draft_answer(
    *,
    workspace_id: int,
    behaviour: Behaviour,
    question: str,
    history: Sequence[Turn],
    means: Means | None = None,
) -> Draft:
    """Search, judge, and prepare the words. Enters the workspace's scope only to search.

    means: of an agent with this behaviour; looked up if left out.
    """
    if (courtesy := small_talk(question)) is not None:
        return Draft(None, 1.0, [], in_words(courtesy.reply), Finding())
    wording = search_query(question, history)
    if says_any(question, behaviour.blocked_words) or not is_on_topic(
        wording, behaviour.allowed_topics
    ):
        return _fallback(behaviour, Finding(), is_refused=True)
    if means is None:
        with workspace_scope(workspace_id):
            means = means_of(behaviour)
    try:
        finding = _find(workspace_id, behaviour, question, wording, history, means.embedder)
    except EmbedderError as error:  # the fallback is no answer, but the visitor has one
        log.warning("question_not_embedded", embedder=means.embedder.name, code=error.code)
        return _fallback(behaviour, Finding(), is_refused=True)
    assessment = finding.assessment
    if assessment is None or not assessment.spans or assessment.confidence < behaviour.threshold:
        return _fallback(behaviour, finding)
    request = AnswerRequest(
        question=question,
        assessment=assessment,
        passages=tuple(map(_passage, finding.hits)),
        persona=_persona(behaviour),
        history=tuple(history),
    )
    draft = Draft(True, assessment.confidence, _evidence(finding), iter(()), finding)
    draft.words = _worded(draft, Wording(request, behaviour, means.speakers))
    return draft


def answer_once(
    *, workspace_id: int, behaviour: Behaviour, question: str, history: Sequence[Turn]
) -> Answer:
    """Answer without a conversation: nothing is stored, nothing is counted."""
    started = time.perf_counter()
    draft = draft_answer(
        workspace_id=workspace_id, behaviour=behaviour, question=question, history=history
    )
    drafted = time.perf_counter()
    text = "".join(draft.words)
    return Answer(
        text=text,
        confidence=draft.confidence,
        sources=draft.sources,
        is_answered=draft.is_answered,
        response_time_ms=_milliseconds(started),
        provider=draft.provider,
        unsupported=draft.unsupported,
        spent=draft.spent,
        finding=draft.finding,
        word_ms=_milliseconds(drafted),
    )


def _find(
    workspace_id: int,
    behaviour: Behaviour,
    question: str,
    wording: str,
    history: Sequence[Turn],
    embedder: TextEmbedder,
) -> Finding:
    started = time.perf_counter()
    vector = embedder.embed_query(wording)
    with workspace_scope(workspace_id):
        hits = knowledge.search(
            text=wording,
            vector=vector,
            collection_ids=behaviour.collection_ids,
            limit=PASSAGES,
            embedder=embedder.name,
        )
    search_ms, found = _milliseconds(started), time.perf_counter()
    passages = [_passage(hit) for hit in hits]
    assessment = assess(question, passages, history=history, embedder=minilm())
    return Finding(hits, assessment, search_ms, _milliseconds(found))


def _fallback(behaviour: Behaviour, finding: Finding, *, is_refused: bool = False) -> Draft:
    confidence = 0.0 if finding.assessment is None else finding.assessment.confidence
    words = in_words(behaviour.fallback_message)
    return Draft(False, confidence, [], words, finding, is_refused=is_refused)


def _worded(draft: Draft, wording: Wording) -> Iterator[str]:
    yield from wording.stream()
    draft.provider, draft.unsupported = wording.provider, wording.unsupported
    draft.spent = wording.spent
    if wording.is_blocked:
        draft.is_answered, draft.is_refused, draft.sources = False, True, []


def _passage(hit: knowledge.Hit) -> Passage:
    """A hit as the answer engine takes it: what it knows of one goes by the same names there."""
    return Passage(**{name: getattr(hit, name) for name in _PASSAGE if hasattr(hit, name)})


def _persona(behaviour: Behaviour) -> Persona:
    return Persona(
        name=behaviour.name,
        tone=behaviour.tone or "friendly",
        style=behaviour.response_style or "conversational",
        max_response_length=behaviour.max_response_length,
        language_mode=behaviour.language_mode,
        instructions=behaviour.system_prompt,
    )


def _evidence(finding: Finding) -> list[Evidence]:
    """One a chunk, in the order of the spans: unsaved rows, ready to be shown and stored."""
    by_chunk = {hit.chunk_id: hit for hit in finding.hits}
    first_spans: dict[int, EvidenceSpan] = {}
    said: dict[int, tuple[int, int]] = {}  # by chunk: where what is said of it begins and ends
    for span in finding.assessment.spans if finding.assessment else ():
        if first_spans.setdefault(span.chunk_id, span) is span:
            said[span.chunk_id] = span.start, span.end
        elif span.joins:
            start, end = said[span.chunk_id]
            said[span.chunk_id] = min(start, span.start), max(end, span.end)
    evidence = []
    for position, (chunk_id, span) in enumerate(first_spans.items()):
        hit, (start, end) = by_chunk[chunk_id], said[chunk_id]
        evidence.append(
            Evidence(
                position=position,
                chunk_id=hit.chunk_id,
                document_public_id=hit.document_uuid,
                title=hit.title,
                quote=hit.text[start:end],
                preview=hit.text[:PREVIEW_CHARACTERS],
                start=start,
                end=end,
                page=hit.page,
                heading=" > ".join(hit.heading_path)[:500],
                score=min(max(span.score, 0.0), 1.0),
            )
        )
    return evidence


def _milliseconds(since: float) -> int:
    return round((time.perf_counter() - since) * 1000)
