"""The OpenAI-compatible provider, connected to the scripted server."""

from __future__ import annotations

from typing import Any

from voice.providers.clients.llm.openai_compatible import OpenAICompatible
from voice.providers.tests.llm_server import Server


def provider(server: Server, **options: Any) -> OpenAICompatible:
    return OpenAICompatible(
        base_url=f"http://127.0.0.1:{server.server_port}/v1",
        api_key="sk-test",
        model="small-1",
        **options,
    )
