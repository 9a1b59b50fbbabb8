"""Reads server-sent events in tests."""

from __future__ import annotations

import json
from typing import Any

from core.testing.openapi import check_event


def events(response: Any) -> list[dict[str, Any]]:
    """The data of each event of a streamed answer, with its id. Raises KeyError for an error."""
    return parse(b"".join(response.streaming_content))


def parse(content: bytes) -> list[dict[str, Any]]:
    found = []
    for block in content.decode().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if lines:
            data = json.loads(lines["data"])
            check_event("AnswerEvent", data)
            found.append({"id": int(lines["id"]), **data})
    return found


def answer_text(stream: list[dict[str, Any]]) -> str:
    """The text of an answer."""
    return "".join(event["content"] for event in stream if event["type"] == "token")
