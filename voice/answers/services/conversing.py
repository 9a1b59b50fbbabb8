"""An answer by a model that calls tools: one exchange after another, checked when it is whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import structlog

from core.db.connections import release_connection
from knowledge.errors import EmbedderError
from knowledge.sentences import sentences
from voice.answering import AnswerRequest, Assessment, Passage, Turn, search_query
from voice.answering.errors import (
    AnswerCancelled,
    ProviderError,
)
from voice.answering.grounding import Grounding
from voice.answering.policy import contains_any, is_on_topic
from voice.answering.tools import (
    MAX_CALLS,
    MAX_EXCHANGES,
    Exchanged,
    Toolbox,
    ToolCall,
    Verdict,
)
from voice.answers.models import Behavior, ModelUsage, Retrieval, Source
from voice.answers.services.drafting import Resources, request_of, retrieve
from voice.answers.services.generation import add_usage, failure_of, grounding_of, with_retry
from voice.answers.services.sources import sources_of
from voice.providers.services import LanguageModel, ProviderClient

log = structlog.get_logger(__name__)

_POINT = re.compile(r"\s*([-*•]|\d+[.)])\s+")
_MAX_TEXT_LENGTH = 20_000  # characters in one exchange
_TOO_MANY = '{"error": "Too many calls. Answer now."}'


@dataclass(frozen=True, slots=True)
class Material:
    """What a model is asked with: the request, and the passages that were found for it."""

    request: AnswerRequest
    retrieval: Retrieval


@dataclass(slots=True)
class Conversed:
    """sentences: what may be said, in order. is_whole: False if the model failed or never ended,
    or its answer is not wanted any more.

    sources: of the sentences that the documents support.
    """

    provider: str
    sentences: list[str] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    is_whole: bool = False
    usage: ModelUsage = field(default_factory=ModelUsage)


def tool_client(behavior: Behavior, resources: Resources, question: str) -> ProviderClient | None:
    """The agent's first provider, if it calls tools and may be asked this."""
    client = next(iter(resources.clients), None)
    if client is None or not client.calls_tools:
        return None
    return None if contains_any(question, behavior.blocked_words) else client


def gather(
    *,
    workspace_id: int,
    behavior: Behavior,
    question: str,
    history: Sequence[Turn],
    resources: Resources,
) -> Material:
    """Search for a question, whatever the confidence is; what is off the topics finds nothing."""
    standalone = search_query(question, history)
    retrieval = Retrieval()
    if is_on_topic(standalone, behavior.allowed_topics):
        try:
            retrieval = retrieve(
                workspace_id, behavior, question, standalone, history, resources.embedder
            )
        except EmbedderError as error:
            log.warning("question_not_embedded", embedder=resources.embedder.name, cause=error.code)
    assessment = retrieval.assessment or Assessment(0.0, (), standalone)
    return Material(request_of(behavior, question, history, retrieval, assessment), retrieval)


class ToolConversation:
    """One answer. Nothing of it is said before it is whole: its sentences depend on what the tools
    found.
    """

    def __init__(
        self, material: Material, behavior: Behavior, client: ProviderClient, toolbox: Toolbox
    ) -> None:
        self._material, self._behavior = material, behavior
        self._client, self._toolbox = client, toolbox

    def run(self) -> Conversed:
        """Talk to the model to its end, or as far as it goes."""
        result = Conversed(self._client.name)
        texts: list[str] = []
        try:
            model = self._client.connect()
            try:
                result.is_whole = self._exchange(model, texts)
            finally:
                add_usage(result.usage, model.usage, self._client)
        except AnswerCancelled:
            return result
        except Exception as error:
            log.warning("tool_model_failed", provider=self._client.name, **failure_of(error))
        if result.is_whole:
            self._keep(texts, result)
        return result

    def _exchange(self, model: LanguageModel, texts: list[str]) -> bool:
        """Ask, run what is called, ask again; True if the model has come to an end."""
        exchanged: list[Exchanged] = []
        called = 0
        for _ in range(MAX_EXCHANGES):
            text, calls = self._ask(model, exchanged)
            texts.append(text)
            if not calls:
                return True
            results = []
            for call in calls:
                called += 1
                results.append(self._toolbox.run(call) if called <= MAX_CALLS else _TOO_MANY)
            if self._toolbox.is_done():
                return True
            exchanged.append(Exchanged(text, tuple(calls), tuple(results)))
        return False

    def _ask(
        self, model: LanguageModel, exchanged: Sequence[Exchanged]
    ) -> tuple[str, list[ToolCall]]:
        """One exchange, without holding a database connection; again if it was never begun."""
        release_connection()
        text, calls = "", []
        request, tools = self._material.request, self._toolbox.tools
        for part in with_retry(lambda: model.converse(request, tools, exchanged)):
            if isinstance(part, ToolCall):
                calls.append(part)
            else:
                text += part
                if len(text) > _MAX_TEXT_LENGTH:
                    raise ProviderError
        return text, calls

    def _keep(self, texts: Sequence[str], result: Conversed) -> None:
        """Keep the sentences that may be said, within the agent's length."""
        room = self._behavior.max_response_length
        for sentence in _sentences(texts):
            verdict = self._toolbox.judge(sentence)
            if verdict is Verdict.DROP or contains_any(sentence, self._behavior.blocked_words):
                continue
            is_supported = verdict is not Verdict.SAY and self._documents.supports(sentence)
            is_known = is_supported or (
                verdict is Verdict.CHECK and self._results.supports(sentence)
            )
            if not (is_known or verdict is Verdict.SAY):
                continue
            if len(sentence) > room:
                break
            room -= len(sentence) + 1
            if sentence not in result.sentences:
                result.sentences.append(sentence)
            if is_supported and not sentence.endswith("?"):
                result.sources = sources_of(self._material.retrieval)

    @cached_property
    def _documents(self) -> Grounding:
        return grounding_of(self._material.request)

    @cached_property
    def _results(self) -> Grounding:
        """The documents, and what the tools have told by the end."""
        known = self._toolbox.known
        results = [Passage(0, 0, "", (), None, known, 0.0, 0.0)] if known else []
        return grounding_of(self._material.request, more=results)


def _sentences(texts: Sequence[str]) -> Iterator[str]:
    """The sentences, each point of a list with its mark."""
    for text in texts:
        for line in text.splitlines():
            mark = _POINT.match(line)
            for number, (start, end) in enumerate(sentences(line)):
                sentence = line[start:end].strip()
                is_point = mark is not None and number == 0 and not sentence.startswith(mark[1])
                yield f"{mark[1]} {sentence}" if mark and is_point else sentence
