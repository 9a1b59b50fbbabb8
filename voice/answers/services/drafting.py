"""Answer drafts: retrieval decides whether to answer, a provider phrases the answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from itertools import chain

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
    Passage,
    Persona,
    Turn,
    assess,
    search_query,
    small_talk,
)
from voice.answering.extractive import stream_words
from voice.answering.policy import contains_any, is_on_topic
from voice.answering.sentence_stream import whole_sentences
from voice.answers.models import Answer, Behavior, ModelUsage, Retrieval, Source
from voice.answers.services.generation import AnswerGeneration
from voice.answers.services.sources import sources_of
from voice.providers.services import ProviderClient, provider_clients

log = structlog.get_logger(__name__)

PASSAGES = 24  # the engine ranks them itself
_PASSAGE_FIELDS = tuple(each.name for each in fields(Passage))


@dataclass(frozen=True, slots=True)
class Resources:
    """What answering needs: the workspace's embedder, and the clients of the providers to ask."""

    embedder: TextEmbedder
    clients: list[ProviderClient]


class AnswerDraft:
    """An answer before and while it is generated: read `stream` or `sentences` once, or `cancel`.

    is_answered: None for small talk, False for the fallback.
    is_refused: True if the agent may not answer this question, whatever the documents contain.
    provider: name of the provider that phrases it; "" if the text is fixed.
    unsupported: sentences without evidence that were sent, because the agent allows them.
    usage: None if no model was asked.

    Everything but `retrieval` is final only when the stream has been read to the end.
    """

    def __init__(
        self,
        *,
        is_answered: bool | None,
        confidence: float,
        generation: Generator[str] | AnswerGeneration,
        retrieval: Retrieval | None = None,
        is_refused: bool = False,
    ) -> None:
        self.is_answered = is_answered
        self.confidence = confidence
        self.retrieval = retrieval or Retrieval()
        self.is_refused = is_refused
        self.sources: list[Source] = sources_of(self.retrieval) if is_answered else []
        self.provider = ""
        self.unsupported: list[str] = []
        self.usage: ModelUsage | None = None
        self._generation = generation
        self._cancelled = threading.Event()

    @property
    def is_cancelled(self) -> bool:
        return self._cancelled.is_set()

    def stream(self) -> Iterator[str]:
        """Yield the text; a model's by whole sentences. Ends early if cancelled."""
        generation = self._generation
        with closing(
            generation.stream() if isinstance(generation, AnswerGeneration) else generation
        ) as pieces:
            for piece in pieces:
                if self.is_cancelled:
                    break
                yield piece
        if isinstance(generation, AnswerGeneration):
            self._settle(generation)

    def sentences(self) -> Iterator[str]:
        """Like `stream`, but always sentence by sentence; joined, they are the text."""
        generation, pieces = self._generation, self.stream()
        first = next(pieces, None)
        if first is None:
            return
        all_pieces = chain([first], pieces)
        is_by_sentence = isinstance(generation, AnswerGeneration) and generation.is_by_sentence
        # A model's pieces are whole sentences already: waiting for the next would only add delay.
        yield from all_pieces if is_by_sentence else whole_sentences(all_pieces)

    def cancel(self) -> None:
        """Stop the generation; callable from any thread at any time.

        A running model request is aborted.
        """
        self._cancelled.set()
        if isinstance(self._generation, AnswerGeneration):
            self._generation.cancel()

    def _settle(self, generation: AnswerGeneration) -> None:
        self.provider, self.unsupported = generation.provider, generation.unsupported
        self.usage = generation.usage
        if generation.is_blocked:
            self.is_answered, self.is_refused, self.sources = False, True, []


def resources_for(behavior: Behavior) -> Resources:
    """The embedder and provider clients for an agent's behavior. Needs the workspace's scope."""
    return Resources(search_embedder(), provider_clients(behavior.provider_ids))


def draft_answer(
    *,
    workspace_id: int,
    behavior: Behavior,
    question: str,
    history: Sequence[Turn],
    resources: Resources | None = None,
) -> AnswerDraft:
    """Search, assess and prepare the answer. Enters the workspace's scope only to search.

    resources: those for this behavior; looked up if left out.
    """
    if (courtesy := small_talk(question)) is not None:
        return AnswerDraft(
            is_answered=None, confidence=1.0, generation=stream_words(courtesy.reply)
        )
    standalone_question = search_query(question, history)
    if contains_any(question, behavior.blocked_words) or not is_on_topic(
        standalone_question, behavior.allowed_topics
    ):
        return _fallback(behavior, Retrieval(), is_refused=True)
    if resources is None:
        with workspace_scope(workspace_id):
            resources = resources_for(behavior)
    try:
        retrieval = retrieve(
            workspace_id, behavior, question, standalone_question, history, resources.embedder
        )
    except EmbedderError as error:  # the visitor still gets the fallback
        log.warning("question_not_embedded", embedder=resources.embedder.name, cause=error.code)
        return _fallback(behavior, Retrieval(), is_refused=True)
    assessment = retrieval.assessment
    if assessment is None or not assessment.spans or assessment.confidence < behavior.threshold:
        return _fallback(behavior, retrieval)
    request = request_of(behavior, question, history, retrieval, assessment)
    return AnswerDraft(
        is_answered=True,
        confidence=assessment.confidence,
        generation=AnswerGeneration(request, behavior, resources.clients),
        retrieval=retrieval,
    )


def fixed_draft(text: str, *, provider: str = "", sources: Sequence[Source] = ()) -> AnswerDraft:
    """An answer whose text is certain, such as what was done: nothing is searched or asked for it.

    provider, sources: what some of it came from.
    """
    draft = AnswerDraft(is_answered=True, confidence=1.0, generation=stream_words(text))
    draft.provider, draft.sources = provider, list(sources)
    return draft


def answer_once(
    *, workspace_id: int, behavior: Behavior, question: str, history: Sequence[Turn]
) -> Answer:
    """Answer without a conversation: nothing is stored, nothing is counted."""
    started = time.perf_counter()
    draft = draft_answer(
        workspace_id=workspace_id, behavior=behavior, question=question, history=history
    )
    drafted = time.perf_counter()
    text = "".join(draft.stream())
    return Answer(
        text=text,
        confidence=draft.confidence,
        sources=draft.sources,
        is_answered=draft.is_answered,
        response_time_ms=_milliseconds(started),
        provider=draft.provider,
        unsupported=draft.unsupported,
        usage=draft.usage,
        retrieval=draft.retrieval,
        wording_ms=_milliseconds(drafted),
    )


def retrieve(
    workspace_id: int,
    behavior: Behavior,
    question: str,
    standalone_question: str,
    history: Sequence[Turn],
    embedder: TextEmbedder,
) -> Retrieval:
    started = time.perf_counter()
    vector = embedder.embed_query(standalone_question)
    with workspace_scope(workspace_id):
        hits = knowledge.search(
            text=standalone_question,
            vector=vector,
            collection_ids=behavior.searched_collections,
            limit=PASSAGES,
            embedder=embedder.name,
        )
    search_ms, found = _milliseconds(started), time.perf_counter()
    passages = [_passage(hit) for hit in hits]
    assessment = assess(question, passages, history=history, embedder=minilm())
    return Retrieval(hits, assessment, search_ms, _milliseconds(found))


def request_of(
    behavior: Behavior,
    question: str,
    history: Sequence[Turn],
    retrieval: Retrieval,
    assessment: Assessment,
) -> AnswerRequest:
    """What a provider is asked, with what was found for it."""
    return AnswerRequest(
        question=question,
        assessment=assessment,
        passages=tuple(map(_passage, retrieval.hits)),
        persona=_persona(behavior),
        history=tuple(history),
    )


def _fallback(behavior: Behavior, retrieval: Retrieval, *, is_refused: bool = False) -> AnswerDraft:
    confidence = 0.0 if retrieval.assessment is None else retrieval.assessment.confidence
    stream = stream_words(behavior.fallback_message)
    return AnswerDraft(
        is_answered=False,
        confidence=confidence,
        generation=stream,
        retrieval=retrieval,
        is_refused=is_refused,
    )


def _passage(hit: knowledge.Hit) -> Passage:
    """Convert a hit to the engine's passage; their fields have the same names."""
    return Passage(**{name: getattr(hit, name) for name in _PASSAGE_FIELDS if hasattr(hit, name)})


def _persona(behavior: Behavior) -> Persona:
    return Persona(
        name=behavior.name,
        tone=behavior.tone or "friendly",
        style=behavior.response_style or "conversational",
        max_response_length=behavior.max_response_length,
        language_mode=behavior.language_mode,
        instructions=behavior.system_prompt,
    )


def _milliseconds(since: float) -> int:
    return round((time.perf_counter() - since) * 1000)
