"""Language models that word answers, each a `LanguageModel`."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from core.outbound import pinned_client
from voice.clients.llm.base import LanguageModel, Usage

__all__ = ["LanguageModel", "Usage", "language_model"]


def language_model(
    *, kind: str, base_url: str, api_key: str, model: str, timeout_seconds: float
) -> LanguageModel:
    """A model of that kind (`voice.models.Provider.Kind`), to be asked for one answer.

    Raises ProviderError where the local one is not installed.
    """
    # Each library takes a second to load, which agents without such a model need not wait for.
    if kind == "LOCAL":
        from voice.clients.llm.local import local_model

        return local_model(timeout_seconds=timeout_seconds)
    options: dict[str, Any] = {
        "base_url": base_url,
        "api_key": api_key,
        "model": model,
        "timeout_seconds": timeout_seconds,
        "http_client": pinned_client(allow_loopback=settings.OUTBOUND_ALLOW_LOOPBACK),
    }
    if kind == "ANTHROPIC":
        from voice.clients.llm.anthropic_messages import AnthropicMessages

        return AnthropicMessages(**options)
    from voice.clients.llm.openai_compatible import OpenAICompatible

    return OpenAICompatible(**options)
