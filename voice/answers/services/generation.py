"""Generation of an answer's text: by a model as far as documents support it, or by extraction."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from itertools import chain
from typing import TypeVar

import structlog

from knowledge.clients.embedding.minilm import minilm
from voice.answering import AnswerRequest, Passage
from voice.answering.errors import AnswerCancelled, ProviderBusy, ProviderError, ProviderUnreachable
from voice.answering.extractive import Extractive, stream_words
from voice.answering.grounding import Grounding
from voice.answering.policy import contains_any
from voice.answering.prompting import prompt_passages
from voice.answering.sentence_stream import whole_sentences
from voice.answers.models import Behavior, ModelUsage, Unsupported
from voice.providers.services import LanguageModel, ProviderClient, Usage

log = structlog.get_logger(__name__)

Part = TypeVar("Part")
_MAX_RETRY_WAIT = 2  # seconds that a busy provider may ask for while a visitor waits
_MILLION = 1_000_000


class AnswerGeneration:
    """One answer: providers in order, each asked if the one before sent nothing; finally
    extraction. Whatever a client raises, the next one steps in.

    is_by_sentence: True if the pieces are whole sentences; known with the first piece.

    Final once `stream` is exhausted: provider, the name of the one that answered, "" for the
    fallback message; is_blocked, True if the fallback message replaced a blocked word; unsupported,
    the sentences without evidence that were sent because the agent allows them; usage.
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
        """Abort the running model request, from any thread; no other provider is asked."""
        self._is_cancelled = True
        if self._model is not None:
            self._model.cancel()

    def stream(self) -> Generator[str]:
        """Yield the answer piece by piece, a model's by whole sentences."""
        for client in self._clients:
            sentences = self._supported_sentences(client)
            try:
                first = next(sentences, None)
            except AnswerCancelled:
                return
            except Exception as error:
                if self._is_cancelled:
                    return
                log.warning("provider_failed_over", provider=client.name, **failure_of(error))
                continue
            if first is None:
                log.warning("provider_said_nothing_supported", provider=client.name)
                break
            self.provider = client.name
            self.is_by_sentence = not self._behavior.blocked_words
            yield from self._without_blocked_words(
                chain([first], _until_error(sentences, client.name))
            )
            return
        quoting = Extractive()
        self.provider = quoting.name
        yield from self._without_blocked_words(quoting.stream(self._request))

    def _supported_sentences(self, client: ProviderClient) -> Iterator[str]:
        """Yield the sentences of a model that may be sent. Raises what its client raises."""
        self._model = model = client.connect()
        try:
            if self._is_cancelled:
                raise AnswerCancelled
            sentences = whole_sentences(with_retry(lambda: model.stream(self._request)))
            yield from self._check_sentences(sentences)
        finally:
            add_usage(self.usage, model.usage, client)

    def _check_sentences(self, sentences: Iterable[str]) -> Iterator[str]:
        grounding = grounding_of(self._request)
        keeps = self._behavior.unsupported_sentences == Unsupported.FLAG
        begun = False
        for sentence in sentences:
            if not grounding.supports(sentence.strip()):
                if not keeps:
                    continue
                self.unsupported.append(sentence.strip())
            yield sentence if begun else sentence.lstrip()
            begun = True

    def _without_blocked_words(self, pieces: Iterable[str]) -> Iterator[str]:
        """Yield the pieces, or all at once if there are blocked words, since none of them may be
        sent.
        """
        blocked = self._behavior.blocked_words
        if not blocked:
            yield from pieces
            return
        answer = "".join(pieces)
        if contains_any(answer, blocked):
            self.provider, self.is_blocked, self.unsupported = "", True, []
            answer = self._behavior.fallback_message
        yield from stream_words(answer)


def with_retry(ask: Callable[[], Iterator[Part]]) -> Iterator[Part]:
    """Yield what a model sends.

    Asks once more, before the first part, if it was unreachable or briefly busy.
    """
    try:
        yield from ask()
    except ProviderUnreachable:
        yield from ask()
    except ProviderBusy as error:
        if error.retry_after is None or error.retry_after > _MAX_RETRY_WAIT:
            raise
        time.sleep(error.retry_after)
        yield from ask()


def grounding_of(request: AnswerRequest, *, more: Sequence[Passage] = ()) -> Grounding:
    """What a model's sentences are held against: the passages, and what was said before.

    more: passages besides those of the request.
    """
    turns = [turn.content for turn in request.history if turn.role == "user"]
    known = " ".join([request.question, request.persona.name, *turns])
    passages = [*prompt_passages(request), *more]
    return Grounding(passages, also_known=known, embedder=minilm())


def _until_error(sentences: Iterator[str], provider: str) -> Iterator[str]:
    """Yield sentences until the provider fails; the whole ones so far are kept as the answer."""
    try:
        yield from sentences
    except Exception as error:
        log.warning("answer_cut_short", provider=provider, **failure_of(error))


def add_usage(total: ModelUsage, used: Usage, client: ProviderClient) -> None:
    """Add what one provider's model was sent and has sent, at its prices."""
    total.input_tokens += used.input_tokens
    total.output_tokens += used.output_tokens
    cost = used.input_tokens * client.input_cost + used.output_tokens * client.output_cost
    total.cost += round(cost / _MILLION)


def failure_of(error: Exception) -> dict[str, str]:
    """The kind of failure, for the log; not its message, which may contain a provider's key."""
    code = error.code if isinstance(error, ProviderError) else "UNEXPECTED"
    return {"cause": code, "raised": type(error.__cause__ or error).__name__}
