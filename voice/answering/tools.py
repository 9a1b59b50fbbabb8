"""Tools that a language model may call while it answers, whoever the vendor is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

MAX_EXCHANGES = 6  # requests to the model for one answer
MAX_CALLS = 8  # calls for one answer
MAX_ARGUMENTS_LENGTH = 8_000  # characters of one call's arguments


@dataclass(frozen=True, slots=True)
class Tool:
    """schema: JSON schema of the arguments."""

    name: str
    description: str
    schema: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """What a model asks for. arguments: None if they are no JSON object, or too long."""

    id: str
    name: str
    arguments: Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What a model said and called in one exchange, and the result of each call."""

    text: str
    calls: tuple[ToolCall, ...]
    results: tuple[str, ...]


class Verdict(StrEnum):
    """What becomes of a model's sentence: said; said if the passages or the results of the tools
    support it, or if the passages alone do; dropped.
    """

    SAY = "SAY"
    CHECK = "CHECK"
    DOCUMENTS = "DOCUMENTS"
    DROP = "DROP"


class Toolbox(Protocol):
    """The tools of one answer. Nothing that they do holds before the answer is stored.

    task: rules for the model, beside those of its agent.
    known: what the results told, as text to check sentences against.
    """

    @property
    def tools(self) -> Sequence[Tool]: ...

    @property
    def task(self) -> str: ...

    @property
    def known(self) -> str: ...

    def run(self, call: ToolCall) -> str:
        """The result, for the model; an error is one too. Raises AnswerCancelled if
        nobody wants the answer any more.
        """

    def is_done(self) -> bool:
        """True if nothing that the model could add is needed."""

    def judge(self, sentence: str) -> Verdict: ...
