"""How a provider of answers fails, in our words; never the vendor's."""

from __future__ import annotations

from core.errors import DomainError


class ProviderError(DomainError):
    """A provider gave no answer, or only a part of one."""

    code, kind = "PROVIDER_FAILED", "upstream"
    message = "The language model could not answer."


class ProviderTimeout(ProviderError):
    code, message = "PROVIDER_TIMEOUT", "The language model did not answer in time."


class ProviderUnreachable(ProviderError):
    code, message = "PROVIDER_UNREACHABLE", "The language model cannot be reached."


class ProviderBusy(ProviderError):
    """`retry_after` (seconds) is set when the provider said when to come back."""

    code, message = (
        "PROVIDER_BUSY",
        "The language model is refusing requests because of its limits.",
    )


class ProviderRefused(ProviderError):
    """Asking again will not help: the key, the model's name or the request is not accepted."""

    code, message = "PROVIDER_REFUSED", "The language model did not accept the request."


class StreamCut(ProviderError):
    """The stream ended before the provider said that the answer is complete."""

    code, message = "PROVIDER_STREAM_CUT", "The language model's answer broke off."


class AnswerCancelled(ProviderError):
    """Nobody wants the rest of the answer: whoever asked has cut it off."""

    code, message = "ANSWER_CANCELLED", "The answer was cancelled."
