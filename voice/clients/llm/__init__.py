"""Language models that word answers, each an `AnswerProvider`."""

from __future__ import annotations

from voice.clients.llm.failover import Failover
from voice.clients.llm.openai_compatible import OpenAICompatible

__all__ = ["Failover", "OpenAICompatible"]
