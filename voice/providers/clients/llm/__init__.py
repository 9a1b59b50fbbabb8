"""Language models that phrase answers, each a `LanguageModel`."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any, cast

from django.conf import settings

from core.outbound import pinned_client
from core.process_tuning import tune_process
from voice.answering.errors import ProviderError
from voice.providers.clients.llm.base import LanguageModel, Usage

__all__ = ["LanguageModel", "Usage", "language_model"]


def language_model(
    *, kind: str, base_url: str, api_key: str, model: str, timeout_seconds: float
) -> LanguageModel:
    """Create a client of this kind (`voice.providers.models.Provider.Kind`) for one answer.

    Raises ProviderError if the local model is not installed, or its library refuses the settings.
    """
    try:
        return _create(kind, base_url, api_key, model, timeout_seconds)
    except ProviderError:
        raise
    except Exception as error:
        raise ProviderError() from error


def _create(
    kind: str, base_url: str, api_key: str, model: str, timeout_seconds: float
) -> LanguageModel:
    if kind == "LOCAL":
        return cast(LanguageModel, _module("local").local_model(timeout_seconds=timeout_seconds))
    options: dict[str, Any] = {
        "base_url": base_url,
        "api_key": api_key,
        "model": model,
        "timeout_seconds": timeout_seconds,
        "http_client": pinned_client(allow_loopback=settings.OUTBOUND_ALLOW_LOOPBACK),
    }
    if kind == "ANTHROPIC":
        return cast(LanguageModel, _module("anthropic_messages").AnthropicMessages(**options))
    return cast(LanguageModel, _module("openai_compatible").OpenAICompatible(**options))


@cache
def _module(name: str) -> Any:
    """Import lazily: each client's library takes a second to load, which other agents need not wait
    for.
    """
    module = import_module(f"{__name__}.{name}")
    tune_process()
    return module
