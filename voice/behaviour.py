"""What of an agent the answer engine needs, as one frozen value: a draft's or a version's."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

DEFAULT_THRESHOLD = 0.7
DEFAULT_LENGTH = 500  # characters
MAX_QUESTION_LENGTH = 4_000  # characters


@dataclass(frozen=True, slots=True)
class Behaviour:
    """threshold: confidence in [0, 1] below which the fallback is said.
    max_response_length: characters.
    collection_ids: keys of where to look; none means everywhere in the workspace.
    """

    name: str
    greeting_message: str
    fallback_message: str
    threshold: float = DEFAULT_THRESHOLD
    max_response_length: int = DEFAULT_LENGTH
    show_sources: bool = True
    tone: str = ""
    response_style: str = ""
    language_mode: str = "auto"
    system_prompt: str = ""
    collection_ids: list[int] = field(default_factory=list)
    provider_id: int | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
