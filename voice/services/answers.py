"""The answer engine at work: retrieval decides whether to answer, a provider words it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.scope import workspace_scope
from knowledge import queries as knowledge
from knowledge.clients.embedding.minilm import minilm
from voice.answering import (
    AnswerProvider,
    AnswerRequest,
    Assessment,
    EvidenceSpan,
    Passage,
    Persona,
    Turn,
    assess,
    search_query,
)
from voice.answering.extractive import in_words
from voice.behaviour import Behaviour
from voice.models import Evidence
from voice.models.conversations import PREVIEW_CHARACTERS
from voice.services.providers import provider_for

PASSAGES = 10


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer about to be worded.

    is_answered: None for courtesies, False for the fallback.
    provider: who words it; None for the two, whose words are fixed.
    """

    is_answered: bool | None
    confidence: float
    sources: list[Evidence]
    provider: AnswerProvider | None
    words: Iterator[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer, for callers who do not stream."""

    text: str
    confidence: float
    sources: list[Evidence]
    is_answered: bool | None
    response_time_ms: int


def draft_answer(
    *, workspace_id: int, behaviour: Behaviour, question: str, history: Sequence[Turn]
) -> Draft:
    """Search, judge, and prepare the words. Enters the workspace's scope only to search."""
    embedder = minilm()
    wording = search_query(question, history)
    vector = embedder.embed_query(wording)
    with workspace_scope(workspace_id):
        hits = knowledge.search(
            text=wording,
            vector=vector,
            collection_ids=behaviour.collection_ids,
            limit=PASSAGES,
        )
        provider = provider_for(behaviour)
    passages = [_passage(hit) for hit in hits]
    assessment = assess(question, passages, history=history, embedder=embedder)
    if assessment.small_talk is not None:
        return Draft(None, 1.0, [], None, in_words(assessment.small_talk.reply))
    if assessment.confidence < behaviour.threshold or not assessment.spans:
        return Draft(False, assessment.confidence, [], None, in_words(behaviour.fallback_message))
    request = AnswerRequest(
        question=question,
        assessment=assessment,
        passages=tuple(passages),
        persona=_persona(behaviour),
        history=tuple(history),
    )
    evidence = _evidence(assessment, hits)
    return Draft(True, assessment.confidence, evidence, provider, provider.stream(request))


def answer_once(
    *, workspace_id: int, behaviour: Behaviour, question: str, history: Sequence[Turn]
) -> Answer:
    """Answer without a conversation: nothing is stored, nothing is counted."""
    started = time.perf_counter()
    draft = draft_answer(
        workspace_id=workspace_id, behaviour=behaviour, question=question, history=history
    )
    text = "".join(draft.words)
    return Answer(
        text=text,
        confidence=draft.confidence,
        sources=draft.sources,
        is_answered=draft.is_answered,
        response_time_ms=round((time.perf_counter() - started) * 1000),
    )


def _passage(hit: knowledge.Hit) -> Passage:
    return Passage(
        chunk_id=hit.chunk_id,
        document_id=hit.document_id,
        title=hit.title,
        heading_path=hit.heading_path,
        page=hit.page,
        text=hit.text,
        cosine=hit.cosine,
        text_rank=hit.text_rank,
    )


def _persona(behaviour: Behaviour) -> Persona:
    return Persona(
        name=behaviour.name,
        tone=behaviour.tone,
        style=behaviour.response_style,
        max_response_length=behaviour.max_response_length,
        language_mode=behaviour.language_mode,
        instructions=behaviour.system_prompt,
    )


def _evidence(assessment: Assessment, hits: Sequence[knowledge.Hit]) -> list[Evidence]:
    """One a chunk, in the order of the spans: unsaved rows, ready to be shown and stored."""
    by_chunk = {hit.chunk_id: hit for hit in hits}
    first_spans: dict[int, EvidenceSpan] = {}
    for span in assessment.spans:
        first_spans.setdefault(span.chunk_id, span)
    evidence = []
    for position, (chunk_id, span) in enumerate(first_spans.items()):
        hit = by_chunk[chunk_id]
        evidence.append(
            Evidence(
                position=position,
                chunk_id=hit.chunk_id,
                document_public_id=hit.document_uuid,
                title=hit.title,
                quote=hit.text[span.start : span.end],
                preview=hit.text[:PREVIEW_CHARACTERS],
                start=span.start,
                end=span.end,
                page=hit.page,
                heading=" > ".join(hit.heading_path)[:500],
                score=min(max(span.score, 0.0), 1.0),
            )
        )
    return evidence
