"""Which provider answers when others fail, and which sentences are sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from voice.answering import AnswerRequest, Assessment, EvidenceSpan, Passage, Persona
from voice.answering.errors import (
    ProviderBusy,
    ProviderError,
    ProviderRefused,
    ProviderUnreachable,
    StreamCut,
)
from voice.answers.models import Behavior, ModelUsage
from voice.answers.services.generation import AnswerGeneration
from voice.providers.clients.llm import Usage
from voice.providers.services import ProviderClient

QUOTE = "Goods can be returned within 45 days of delivery."
TEXT = (
    f"{QUOTE} Refunds reach your account within 5 to 7 working days. Sale items cannot be returned."
)
REQUEST = AnswerRequest(
    question="How long can I return things?",
    assessment=Assessment(0.9, (EvidenceSpan(5, 2, 0, len(QUOTE), QUOTE, 0.9),), "?"),
    passages=(Passage(5, 2, "Returns", (), None, TEXT, 0.7, 0.5),),
    persona=Persona(name="Ada"),
)
BEHAVIOR = Behavior(
    name="Ada", greeting_message="Hi", fallback_message="Ask a human.", knowledge_scope="ALL"
)
KEY = "sk-of-the-tests-0123456789"
TRUE = "You can return goods within 45 days. "
ALSO_TRUE = "Refunds take 5 to 7 working days."
FALSE = "Opened cosmetics are exchanged for store credit. "


@dataclass
class Played:
    """A scripted model: each attempt has pieces of text and the error that ends it."""

    attempts: list[tuple[str, Exception | None]]
    asked: int = 0
    usage: Usage = field(default_factory=Usage)
    is_cancelled: bool = False

    def cancel(self) -> None:
        self.is_cancelled = True

    def stream(self, request: AnswerRequest) -> Iterator[str]:
        words, error = self.attempts[self.asked]
        self.asked += 1
        if words or error is None:
            self.usage = Usage(self.usage.input_tokens + 100, self.usage.output_tokens + 10)
        for start in range(0, len(words), 7):
            yield words[start : start + 7]
        if error is not None:
            raise error


def client(model: Any, name: str = "First") -> ProviderClient:
    return ProviderClient(name, input_cost=2_000_000, output_cost=10_000_000, connect=lambda: model)


def played(*attempts: tuple[str, Exception | None]) -> Played:
    return Played(list(attempts))


def answer_text(generation: AnswerGeneration) -> str:
    return "".join(generation.stream())


def test_a_model_streams_sentence_by_sentence() -> None:
    generation = AnswerGeneration(REQUEST, BEHAVIOR, [client(played((TRUE + ALSO_TRUE, None)))])

    pieces = list(generation.stream())

    assert pieces == [TRUE.strip(), f" {ALSO_TRUE}"]
    assert generation.provider == "First"
    assert generation.usage == ModelUsage(100, 10, cost=300)  # 100 x 2 + 10 x 10


def test_an_unsupported_sentence_is_dropped_without_a_gap() -> None:
    generation = AnswerGeneration(
        REQUEST, BEHAVIOR, [client(played((TRUE + FALSE + ALSO_TRUE, None)))]
    )

    assert answer_text(generation) == TRUE + ALSO_TRUE
    assert generation.unsupported == []


def test_an_agent_may_flag_unsupported_sentences_instead() -> None:
    flagging = replace(BEHAVIOR, unsupported_sentences="FLAG")
    generation = AnswerGeneration(
        REQUEST, flagging, [client(played((TRUE + FALSE + ALSO_TRUE, None)))]
    )

    assert answer_text(generation) == TRUE + FALSE + ALSO_TRUE
    assert generation.unsupported == [FALSE.strip()]


def test_extraction_replaces_a_model_without_supported_sentences() -> None:
    second = played((TRUE, None))
    clients = [client(played((FALSE, None))), client(second, "Second")]
    generation = AnswerGeneration(REQUEST, BEHAVIOR, clients)

    assert answer_text(generation) == QUOTE
    assert (generation.provider, second.asked) == ("extractive", 0)
    assert generation.usage == ModelUsage(100, 10, cost=300)


@pytest.mark.parametrize(
    "error", [ProviderError(), ProviderRefused(), StreamCut(), ProviderBusy(retry_after=60)]
)
def test_the_fallback_provider_answers_if_nothing_was_sent(error: ProviderError) -> None:
    first, second = played(("You can ret", error)), played((TRUE, None))
    generation = AnswerGeneration(REQUEST, BEHAVIOR, [client(first), client(second, "Second")])

    assert answer_text(generation) == TRUE.strip()
    assert (generation.provider, first.asked) == ("Second", 1)
    assert generation.usage == ModelUsage(200, 20, cost=600)


def test_extraction_is_the_last_resort() -> None:
    clients = [
        client(played(("", ProviderError()))),
        client(played(("", StreamCut())), "Second"),
    ]
    generation = AnswerGeneration(REQUEST, BEHAVIOR, clients)

    assert answer_text(generation) == QUOTE
    assert generation.provider == "extractive"
    assert generation.usage == ModelUsage(0, 0, 0)


UNEXPECTED = [
    UnicodeError("label empty or too long"),
    RuntimeError(f"key {KEY} refused"),
    ValueError("not JSON"),
    AssertionError(),
    KeyError("choices"),
    RecursionError(),
    OSError(24, "Too many open files"),
]


@pytest.mark.parametrize("error", UNEXPECTED, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("begun", ["", "You can ret"])
def test_whatever_a_client_raises_the_next_one_steps_in(error: Exception, begun: str) -> None:
    first, second, third = played((begun, error)), played(("", error)), played((TRUE, None))
    clients = [client(first), client(second, "Second"), client(third, "Third")]

    with capture_logs() as logs:
        assert answer_text(AnswerGeneration(REQUEST, BEHAVIOR, clients)) == TRUE.strip()

    assert (first.asked, second.asked, third.asked) == (1, 1, 1)
    assert [(each["event"], each["cause"], each["raised"]) for each in logs] == [
        ("provider_failed_over", "UNEXPECTED", type(error).__name__)
    ] * 2
    assert KEY not in str(logs)


@pytest.mark.parametrize("error", UNEXPECTED, ids=lambda error: type(error).__name__)
def test_extraction_steps_in_for_a_client_that_cannot_be_made(error: Exception) -> None:
    def breaks() -> Any:
        raise error

    generation = AnswerGeneration(REQUEST, BEHAVIOR, [ProviderClient("Odd", 0, 0, breaks)])

    assert answer_text(generation) == QUOTE


@pytest.mark.parametrize("error", UNEXPECTED, ids=lambda error: type(error).__name__)
def test_an_answer_that_breaks_off_ends_with_its_last_whole_sentence(error: Exception) -> None:
    first = played((f"{TRUE}{ALSO_TRUE} Sale items can", error))

    assert answer_text(AnswerGeneration(REQUEST, BEHAVIOR, [client(first)])) == TRUE + ALSO_TRUE


def test_nobody_steps_in_for_a_cancelled_client_that_breaks() -> None:
    second = played((TRUE, None))

    def breaks() -> Any:
        generation.cancel()
        raise RuntimeError

    clients = [ProviderClient("First", 0, 0, breaks), client(second, "Second")]
    generation = AnswerGeneration(REQUEST, BEHAVIOR, clients)

    assert (answer_text(generation), second.asked) == ("", 0)


def test_an_unavailable_model_is_skipped() -> None:
    def nowhere() -> Any:
        raise ProviderError

    generation = AnswerGeneration(REQUEST, BEHAVIOR, [ProviderClient("Local", 0, 0, nowhere)])

    assert answer_text(generation) == QUOTE


@pytest.mark.parametrize("error", [ProviderUnreachable(), ProviderBusy(retry_after=0)])
def test_temporary_errors_are_retried_once(error: ProviderError) -> None:
    healed, gone = played(("", error), (TRUE, None)), played(("", error), ("", error))

    assert answer_text(AnswerGeneration(REQUEST, BEHAVIOR, [client(healed)])) == TRUE.strip()
    assert answer_text(AnswerGeneration(REQUEST, BEHAVIOR, [client(gone)])) == QUOTE

    assert (healed.asked, gone.asked) == (2, 2)


def test_a_cut_answer_ends_with_its_last_whole_sentence() -> None:
    second = played((TRUE, None))
    first = played((f"{TRUE}{ALSO_TRUE} Sale items can", StreamCut()))
    generation = AnswerGeneration(REQUEST, BEHAVIOR, [client(first), client(second, "Second")])

    assert answer_text(generation) == TRUE + ALSO_TRUE
    assert (generation.provider, second.asked) == ("First", 0)


def test_a_blocked_word_replaces_the_answer_before_anything_is_sent() -> None:
    strict = replace(BEHAVIOR, blocked_words=["working days"])
    generation = AnswerGeneration(REQUEST, strict, [client(played((TRUE + ALSO_TRUE, None)))])

    assert answer_text(generation) == "Ask a human."
    assert (generation.is_blocked, generation.provider) == (True, "")
    assert generation.usage == ModelUsage(100, 10, cost=300)


def test_extractive_answers_are_checked_for_blocked_words() -> None:
    generation = AnswerGeneration(REQUEST, replace(BEHAVIOR, blocked_words=["DELIVERY"]), [])

    assert answer_text(generation) == "Ask a human."
    assert generation.is_blocked
