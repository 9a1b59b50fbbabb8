"""Failures of answer providers, in the platform's terms rather than a vendor's."""

from __future__ import annotations

from core.errors import DomainError


class ProviderError(DomainError):
    """A provider gave no answer, or only part of one."""

    code, kind = "PROVIDER_FAILED", "upstream"
    message = "The language model could not answer."


class ProviderTimeout(ProviderError):
    code, message = "PROVIDER_TIMEOUT", "The language model did not answer in time."


class ProviderUnreachable(ProviderError):
    code, message = "PROVIDER_UNREACHABLE", "The language model cannot be reached."


class ProviderBusy(ProviderError):
    """`retry_after` (seconds) is set if the provider named a time to retry."""

    code, message = (
        "PROVIDER_BUSY",
        "The language model is refusing requests because of its limits.",
    )


class ProviderRefused(ProviderError):
    """Retrying will not help: the key, the model's name or the request is not accepted."""

    code, message = "PROVIDER_REFUSED", "The language model did not accept the request."


class StreamCut(ProviderError):
    """The stream ended before the provider marked the answer as complete."""

    code, message = "PROVIDER_STREAM_CUT", "The language model's answer broke off."


class AnswerCancelled(ProviderError):
    """The rest of the answer is not wanted: the caller has cancelled it."""

    code, message = "ANSWER_CANCELLED", "The answer was cancelled."
