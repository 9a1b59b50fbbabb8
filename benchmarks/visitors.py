"""Simulated visitors: they use the widget's API and read the streamed answers."""

from __future__ import annotations

import time
from dataclasses import dataclass

import httpx2

ANSWER_SECONDS = 60.0


class AnswerBroken(Exception):
    """The stream ended without an answer."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The agent to ask, and the key to use."""

    agent_id: str
    api_key: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Seconds count from sending the question. is_sourced: True if it cites a document."""

    first_token_seconds: float
    seconds: float
    is_sourced: bool


def client(address: str, *, visitors: int) -> httpx2.AsyncClient:
    """One connection per visitor, kept open between questions."""
    limits = httpx2.Limits(max_connections=visitors, max_keepalive_connections=visitors)
    return httpx2.AsyncClient(
        base_url=address, limits=limits, timeout=ANSWER_SECONDS, trust_env=False
    )


async def ask(client: httpx2.AsyncClient, desk: Desk, question: str) -> Answer:
    """Ask in a new session. Raises AnswerBroken, or httpx2.HTTPError for an error."""
    asked = time.perf_counter()
    first_token: float | None = None
    is_sourced = False
    async with client.stream(
        "POST",
        "/api/v1/widget/chat",
        json={"agent_id": desk.agent_id, "message": question},
        headers={"X-API-Key": desk.api_key},
    ) as response:
        response.raise_for_status()
        async for event in httpx2.EventSource(response):
            match event.json():
                case {"type": "token"} if first_token is None:
                    first_token = time.perf_counter() - asked
                case {"type": "sources", "sources": [_, *_]}:
                    is_sourced = True
                case {"type": "error", "detail": detail}:
                    raise AnswerBroken(str(detail))
                case {"type": "done"} if first_token is not None:
                    return Answer(first_token, time.perf_counter() - asked, is_sourced)
    raise AnswerBroken("The stream ended in the middle of an answer.")
