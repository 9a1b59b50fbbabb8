"""An answer by a model that calls tools: limits, retries, and what may be said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from voice.answering import AnswerRequest, Assessment, EvidenceSpan, Passage, Persona
from voice.answering.errors import (
    AnswerCancelled,
    ProviderBusy,
    ProviderError,
    ProviderUnreachable,
)
from voice.answering.tools import MAX_CALLS, MAX_EXCHANGES, Exchanged, Tool, ToolCall, Verdict
from voice.answers.models import Behavior, ModelUsage, Retrieval
from voice.answers.services import Conversed, Material, Resources, ToolConversation, tool_client
from voice.providers.clients.llm import Usage
from voice.providers.services import ProviderClient

TRUE = "You can return goods within 45 days."
FALSE = "We sell boats in Norway."
TEXT = "Goods can be returned within 45 days of delivery. Sale items cannot be returned."
BEHAVIOR = Behavior(
    name="Ada", greeting_message="Hi", fallback_message="Ask a human.", knowledge_scope="ALL"
)
REQUEST = AnswerRequest(
    question="How long can I return things?",
    assessment=Assessment(0.9, (EvidenceSpan(5, 2, 0, len(TEXT), TEXT, 0.9),), "?"),
    passages=(Passage(5, 2, "Returns", (), None, TEXT, 0.7, 0.5),),
    persona=Persona(name="Ada"),
)
CALL = ToolCall("c", "look", {})


@dataclass
class Played:
    """A scripted model: each exchange has a text, calls, or the error that it ends with."""

    script: Sequence[Any]
    asked: list[Sequence[Exchanged]] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)

    def cancel(self) -> None: ...

    def stream(self, request: AnswerRequest) -> Iterator[str]:
        raise NotImplementedError

    def converse(
        self, request: AnswerRequest, tools: Sequence[Tool], exchanged: Sequence[Exchanged]
    ) -> Iterator[str | ToolCall]:
        parts = self.script[min(len(self.asked), len(self.script) - 1)]
        self.asked.append(list(exchanged))
        if isinstance(parts, Exception):
            raise parts
        self.usage = Usage(self.usage.input_tokens + 100, self.usage.output_tokens + 10)
        yield from parts


@dataclass
class Box:
    """Tools that answer with how often they were called."""

    known: str = ""
    verdict: Verdict = Verdict.CHECK
    ran: list[ToolCall] = field(default_factory=list)
    ends_after: int = 100
    is_unwanted: bool = False
    tools: Sequence[Tool] = ()
    task: str = ""

    def run(self, call: ToolCall) -> str:
        if self.is_unwanted:
            raise AnswerCancelled
        self.ran.append(call)
        return str(len(self.ran))

    def is_done(self) -> bool:
        return len(self.ran) >= self.ends_after

    def judge(self, sentence: str) -> Verdict:
        return self.verdict


def talk(model: Played, box: Box | None = None, **behavior: Any) -> Conversed:
    client = ProviderClient("Cloud", 2_000_000, 10_000_000, connect=lambda: model)
    material = Material(REQUEST, Retrieval())
    return ToolConversation(material, replace(BEHAVIOR, **behavior), client, box or Box()).run()


def test_exchanges_go_on_until_nothing_is_called() -> None:
    model = Played([["One ", "moment. ", CALL, CALL], [CALL], [TRUE]])

    result = talk(model)

    assert (result.is_whole, result.sentences) == (True, [TRUE])
    assert model.asked[1] == [Exchanged("One moment. ", (CALL, CALL), ("1", "2"))]
    assert model.asked[2][1:] == [Exchanged("", (CALL,), ("3",))]
    assert result.usage == ModelUsage(300, 30, cost=900)


def test_exchanges_and_calls_have_an_end() -> None:
    model, box = Played([[CALL, CALL, TRUE]]), Box()

    result = talk(model, box)

    assert (result.is_whole, result.sentences) == (False, [])
    assert (len(model.asked), len(box.ran)) == (MAX_EXCHANGES, MAX_CALLS)


def test_nothing_is_asked_once_the_tools_are_done() -> None:
    model = Played([[CALL], [TRUE]])

    result = talk(model, Box(ends_after=1))

    assert (result.is_whole, len(model.asked)) == (True, 1)


@pytest.mark.parametrize("error", [ProviderUnreachable(), ProviderBusy(retry_after=0)])
def test_what_may_pass_is_tried_again(error: ProviderError) -> None:
    assert talk(Played([error, [CALL], error, [TRUE]])).sentences == [TRUE]
    assert talk(Played([[CALL], error])).is_whole is False


@pytest.mark.parametrize(
    "error", [ProviderError(), ProviderBusy(retry_after=60), RuntimeError("key"), KeyError("id")]
)
def test_a_model_that_fails_leaves_nothing_but_its_cost(error: Exception) -> None:
    result = talk(Played([[TRUE, CALL], error]))

    assert (result.is_whole, result.sentences) == (False, [])
    assert result.usage == ModelUsage(100, 10, cost=300)


def test_a_model_that_never_stops_talking_fails() -> None:
    assert talk(Played([["word " * 10] * 1_000])).is_whole is False


def test_tools_that_want_no_answer_end_it() -> None:
    model = Played([[CALL], [TRUE]])

    result = talk(model, Box(is_unwanted=True))

    assert (result.is_whole, result.sentences, len(model.asked)) == (False, [], 1)
    assert result.usage == ModelUsage(100, 10, cost=300)


@pytest.mark.parametrize(
    ("verdict", "known", "said"),
    [
        (Verdict.SAY, "", [TRUE, FALSE]),
        (Verdict.CHECK, "", [TRUE]),
        (Verdict.CHECK, FALSE, [TRUE, FALSE]),
        (Verdict.DOCUMENTS, FALSE, [TRUE]),
        (Verdict.DROP, FALSE, []),
    ],
)
def test_sentences_are_said_as_they_are_judged(
    verdict: Verdict, known: str, said: list[str]
) -> None:
    result = talk(Played([[f"{TRUE} {FALSE}"]]), Box(known=known, verdict=verdict))

    assert (result.is_whole, result.sentences) == (True, said)


def test_unsupported_sentences_are_dropped_even_where_an_agent_flags_them() -> None:
    assert talk(Played([[f"{TRUE} {FALSE}"]]), unsupported_sentences="FLAG").sentences == [TRUE]


def test_blocked_words_and_the_agents_length_hold() -> None:
    model, box = Played([[f"{TRUE} {FALSE}"]]), Box(verdict=Verdict.SAY)

    assert talk(model, box, blocked_words=["boats"]).sentences == [TRUE]
    assert talk(model, box, max_response_length=50).sentences == [TRUE]


@pytest.mark.parametrize(
    ("calls_tools", "question", "is_asked"),
    [(True, "tomorrow?", True), (False, "tomorrow?", False), (True, "a boat tomorrow?", False)],
)
def test_the_first_provider_is_asked_if_it_calls_tools_and_may(
    calls_tools: bool, question: str, is_asked: bool
) -> None:
    first = ProviderClient("First", 0, 0, connect=Played, calls_tools=calls_tools)
    second = ProviderClient("Second", 0, 0, connect=Played, calls_tools=True)
    resources = Resources(embedder=None, clients=[first, second])  # type: ignore[arg-type]

    found = tool_client(replace(BEHAVIOR, blocked_words=["boat"]), resources, question)

    assert found is (first if is_asked else None)
