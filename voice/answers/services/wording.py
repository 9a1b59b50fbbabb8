"""Putting an answer into words: a model's, as far as the documents bear them out, or their own."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import chain

import structlog

from knowledge.clients.embedding.minilm import minilm
from voice.answering import AnswerRequest
from voice.answering.errors import AnswerCancelled, ProviderBusy, ProviderError, ProviderUnreachable
from voice.answering.extractive import Extractive, stream_words
from voice.answering.grounding import Grounding
from voice.answering.policy import contains_any
from voice.answering.prompting import prompt_passages
from voice.answering.sentence_stream import whole_sentences
from voice.answers.models import Behavior, ModelUsage, Unsupported
from voice.providers.services import LanguageModel, ProviderClient

log = structlog.get_logger(__name__)

_MAX_RETRY_WAIT = 2  # seconds that a busy provider may ask for, with a visitor waiting
_MILLION = 1_000_000


class AnswerGeneration:
    """One answer: the models in order, each as long as the one before has said nothing; in the end
    the extractive one, which always can.

    is_by_sentence: whether the pieces are whole sentences; known with the first of them.

    Known once `stream` is through: provider, the name of who spoke, "" for the fallback message;
    is_blocked, whether it had to be said for a word that must not be; unsupported, the sentences
    that nothing bears out and that were said nevertheless, as the agent is set to; usage.
    """

    def __init__(
        self, request: AnswerRequest, behavior: Behavior, clients: Sequence[ProviderClient]
    ) -> None:
        self._request, self._behavior, self._clients = request, behavior, clients
        self.provider = ""
        self.is_blocked = False
        self.is_by_sentence = False
        self.unsupported: list[str] = []
        self.usage = ModelUsage()
        self._model: LanguageModel | None = None
        self._is_cancelled = False

    def cancel(self) -> None:
        """Cut off the model that is being asked, from whatever thread; no other is asked then."""
        self._is_cancelled = True
        if self._model is not None:
            self._model.cancel()

    def stream(self) -> Generator[str]:
        """The answer piece by piece, a model's by whole sentences."""
        for client in self._clients:
            said = self._supported(client)
            try:
                first = next(said, None)
            except AnswerCancelled:
                return
            except ProviderError as error:
                log.warning("provider_failed_over", provider=client.name, cause=error.code)
                continue
            if first is None:
                log.warning("provider_said_nothing_supported", provider=client.name)
                break
            self.provider = client.name
            self.is_by_sentence = not self._behavior.blocked_words
            yield from self._without_blocked_words(chain([first], _until_error(said, client.name)))
            return
        quoting = Extractive()
        self.provider = quoting.name
        yield from self._without_blocked_words(quoting.stream(self._request))

    def _supported(self, client: ProviderClient) -> Iterator[str]:
        """The sentences of a model that may be said. Raises ProviderError."""
        self._model = model = client.connect()
        try:
            if self._is_cancelled:
                raise AnswerCancelled
            said = whole_sentences(_with_retry(model, self._request))
            yield from self._checked(said)
        finally:
            used = model.usage
            self.usage.input_tokens += used.input_tokens
            self.usage.output_tokens += used.output_tokens
            cost = used.input_tokens * client.input_cost + used.output_tokens * client.output_cost
            self.usage.cost += round(cost / _MILLION)

    def _checked(self, said: Iterable[str]) -> Iterator[str]:
        request = self._request
        known = " ".join([request.question, request.persona.name, *_turns(request)])
        grounding = Grounding(prompt_passages(request), also_known=known, embedder=minilm())
        keeps = self._behavior.unsupported_sentences == Unsupported.FLAG
        begun = False
        for sentence in said:
            if not grounding.supports(sentence.strip()):
                if not keeps:
                    continue
                self.unsupported.append(sentence.strip())
            yield sentence if begun else sentence.lstrip()
            begun = True

    def _without_blocked_words(self, pieces: Iterable[str]) -> Iterator[str]:
        """The pieces; all at once where there are words to look for, since none may be said."""
        blocked = self._behavior.blocked_words
        if not blocked:
            yield from pieces
            return
        answer = "".join(pieces)
        if contains_any(answer, blocked):
            self.provider, self.is_blocked, self.unsupported = "", True, []
            answer = self._behavior.fallback_message
        yield from stream_words(answer)


def _with_retry(model: LanguageModel, request: AnswerRequest) -> Iterator[str]:
    """The model's words. It is asked once more where it could not be reached, or is busy for a
    moment only; both come before the first word."""
    try:
        yield from model.stream(request)
    except ProviderUnreachable:
        yield from model.stream(request)
    except ProviderBusy as error:
        if error.retry_after is None or error.retry_after > _MAX_RETRY_WAIT:
            raise
        time.sleep(error.retry_after)
        yield from model.stream(request)


def _until_error(said: Iterator[str], provider: str) -> Iterator[str]:
    """What is said until the model breaks off: whole sentences are an answer, if a short one."""
    try:
        yield from said
    except ProviderError as error:
        log.warning("answer_cut_short", provider=provider, cause=error.code)


def _turns(request: AnswerRequest) -> list[str]:
    return [turn.content for turn in request.history if turn.role == "user"]
