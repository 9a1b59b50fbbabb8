"""What of an agent the answer engine needs, as one frozen value: a draft's or a version's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

DEFAULT_THRESHOLD = 0.7
DEFAULT_LENGTH = 500  # characters
MAX_QUESTION_LENGTH = 4_000  # characters


class Unsupported(StrEnum):
    """What becomes of a sentence of a model that nothing in the documents bears out."""

    DROP = "DROP"
    FLAG = "FLAG"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """threshold: confidence in [0, 1] below which the fallback is said.
    max_response_length: characters.
    allowed_topics: none means any.
    blocked_words: words and phrases that are neither said nor answered.
    collection_ids: keys of where to look; none means everywhere in the workspace.
    provider_ids: keys of the models to ask, in order; after the last one answers are extracted.
    """

    name: str
    greeting_message: str
    fallback_message: str
    threshold: float = DEFAULT_THRESHOLD
    max_response_length: int = DEFAULT_LENGTH
    show_sources: bool = True
    unsupported_sentences: str = Unsupported.DROP
    tone: str = ""
    response_style: str = ""
    language_mode: str = "auto"
    system_prompt: str = ""
    allowed_topics: list[str] = field(default_factory=list)
    blocked_words: list[str] = field(default_factory=list)
    collection_ids: list[int] = field(default_factory=list)
    provider_ids: list[int] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, frozen: Mapping[str, Any]) -> Behaviour:
        """What `as_json` made, in this release or an earlier one."""
        known = {each.name for each in fields(cls)}
        kept = {name: value for name, value in frozen.items() if name in known}
        if frozen.get("provider_id") is not None:  # before an agent could have several
            kept.setdefault("provider_ids", [frozen["provider_id"]])
        return cls(**kept)
