"""What language models have in common: interface, token counts, errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Protocol

from core.outbound import TargetRefused
from knowledge.clients.embedding.tokenizer import count_tokens
from voice.answering import AnswerRequest
from voice.answering.errors import (
    ProviderBusy,
    ProviderError,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnreachable,
)
from voice.answering.tools import Exchanged, Tool, ToolCall

TEMPERATURE = 0.2  # low: a model phrases answers and must not invent them
TIMEOUT_SECONDS, TOTAL_SECONDS = 15.0, 60.0


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens sent to models and received from them."""

    input_tokens: int = 0
    output_tokens: int = 0


class LanguageModel(Protocol):
    """An AnswerProvider that counts tokens. One instance serves one answer, including its retries.

    usage: of all attempts so far: as the provider reported, else an estimate.
    """

    @property
    def usage(self) -> Usage: ...

    def stream(self, request: AnswerRequest) -> Iterator[str]:
        """Yield the answer piece by piece.

        Raises ProviderError, before the first piece or between two, also if the provider stopped
        early; AnswerCancelled after `cancel`.
        """

    def converse(
        self, request: AnswerRequest, tools: Sequence[Tool], exchanged: Sequence[Exchanged]
    ) -> Iterator[str | ToolCall]:
        """Go on after these exchanges: yield text piece by piece, and the calls after it.

        Raises like `stream`. All exchanges share one deadline.
        """

    def cancel(self) -> None:
        """Abort the connection; callable from any thread at any time."""


class Meter:
    """Counts the tokens of several exchanges with one model."""

    def __init__(self) -> None:
        self._input = self._output = 0
        self._sent: Sequence[str] = ()
        self._received: list[str] = []
        self._reported_input: int | None = None
        self._reported_output: int | None = None

    def begin(self, sent: Sequence[str]) -> None:
        """Start counting a request that the provider has accepted. sent: its texts."""
        total = self.usage
        self._input, self._output = total.input_tokens, total.output_tokens
        self._sent, self._received = sent, []
        self._reported_input = self._reported_output = None

    def count(self, piece: str) -> str:
        self._received.append(piece)
        return piece

    def report(self, *, input_tokens: int | None = None, output_tokens: int | None = None) -> None:
        """Record the provider's own token counts of this exchange; None keeps the estimate."""
        self._reported_input = self._reported_input if input_tokens is None else input_tokens
        self._reported_output = self._reported_output if output_tokens is None else output_tokens

    @property
    def usage(self) -> Usage:
        asked = self._reported_input
        if asked is None:
            asked = sum(map(count_tokens, self._sent))
        heard = self._reported_output
        if heard is None:
            heard = count_tokens("".join(self._received))
        return Usage(self._input + asked, self._output + heard)


def to_provider_error(sdk: ModuleType, error: Exception) -> ProviderError:
    """Convert an SDK's exception; `openai` and `anthropic` use the same class names."""
    if isinstance(error, sdk.APITimeoutError):
        return ProviderTimeout()
    if isinstance(error, sdk.RateLimitError):
        return ProviderBusy(retry_after=_retry_after(error.response.headers.get("retry-after", "")))
    if isinstance(error, sdk.APIStatusError):
        return ProviderError() if error.status_code >= 500 else ProviderRefused()
    if isinstance(error, sdk.APIConnectionError):
        # A forbidden address stays forbidden, however often it is tried.
        return ProviderRefused() if _is_refused_target(error) else ProviderUnreachable()
    return ProviderError()


def _is_refused_target(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, TargetRefused):
        error = error.__cause__ or error.__context__
    return error is not None


def _retry_after(value: str) -> int | None:
    return int(value) if value.isdecimal() and len(value) < 7 else None
