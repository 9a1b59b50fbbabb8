"""A job that records its runs and behaves as scripted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from core.errors import DomainError

SECOND = timedelta(seconds=1)
DEADLINE_SECONDS = 20.0


class Hopeless(DomainError):
    code, message = "HOPELESS", "There is no page {page}."


class Work:
    """A job's function that records its runs and behaves as scripted."""

    def __init__(self, *raises: BaseException | None) -> None:
        self.runs: list[dict[str, Any]] = []
        self.failures: list[dict[str, Any]] = []
        self.raises = list(raises)

    def __call__(self, **arguments: Any) -> None:
        self.runs.append(arguments)
        error = self.raises.pop(0) if self.raises else None
        if error is not None:
            raise error

    def give_up(self, **arguments: Any) -> None:
        self.failures.append(arguments)
