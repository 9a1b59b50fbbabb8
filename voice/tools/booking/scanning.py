"""Finding one thing after another in a text: what was found is replaced by a mark."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Generic, TypeVar

Found = TypeVar("Found")

NEVER = "(?!)"  # a pattern that matches nothing


class Scan(Generic[Found]):
    """A text in which what was found stands as one private character each.

    mark: a pattern of any such character. first: the code point of the first; two scans over one
    text take different ones.
    """

    def __init__(self, text: str, *, first: int) -> None:
        self.text = text
        self.values: list[Found] = []
        self._first = first
        self.mark = f"[{chr(first)}-{chr(first + 0xFF)}]"

    def take(self, pattern: str, make: Callable[[re.Match[str]], Found | None]) -> None:
        """Replace each match by the value that `make` gives; None leaves the text as it is."""

        def replaced(match: re.Match[str]) -> str:
            value = make(match) if len(self.values) < 0xFF else None
            if value is None:
                return match[0]
            self.values.append(value)
            return f" {chr(self._first + len(self.values) - 1)} "

        self.text = compiled(pattern).sub(replaced, self.text)

    def value(self, mark: str) -> Found:
        return self.values[ord(mark) - self._first]

    def left(self) -> list[Found]:
        """What still stands in the text, in its order."""
        return [self.value(mark) for mark in re.findall(self.mark, self.text)]

    def left_after(self, words: str) -> list[Found]:
        """What stands after the last of these words, or all if nothing does: "9, no, 10"."""
        *_, last = [None, *compiled(rf"(?<!\w)(?:{words})(?!\w)").finditer(self.text)]
        after = re.findall(self.mark, self.text[last.end() :]) if last else []
        return [self.value(mark) for mark in after] or self.left()

    def rest(self) -> str:
        """The text without its marks."""
        return " ".join(re.sub(self.mark, " ", self.text).split())


@lru_cache(maxsize=2000)
def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def has(pattern: str, plain: str) -> bool:
    """True if the pattern stands anywhere as whole words."""
    return compiled(rf"(?<!\w)(?:{pattern})(?!\w)").search(plain) is not None


def begins(pattern: str, plain: str) -> bool:
    return compiled(rf"\W*(?:{pattern})(?!\w)").match(plain) is not None
