"""Cutting a text that is too long for a chunk: within both limits, and nothing is lost."""

from __future__ import annotations

import pytest

from knowledge.clients.embedding.tokenizer import count_tokens
from knowledge.cutting import cut

TEXTS = {
    "words": "The guests may leave at ten. " * 60,
    "one word": "a" * 5_000,
    "marks": "#" * 3_000,
    "spaced marks": "# " * 1_500,
    "no spaces": "你好世界" * 500,
    "long words": ("x" * 90 + " ") * 50,
    "accents": "e\u0301 " * 800,
    "marks that are no tokens": "\u0301" * 3_000,
    "spaces": " a" + " " * 3_000 + "b ",
    "emoji": "👍🏽" * 900,
    "one token": "a",
    "nothing": " ",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_parts_keep_to_the_limits_and_hold_everything(text: str) -> None:
    parts = [text[begin:end] for begin, end in cut(text, max_tokens=50, max_characters=400)]

    assert all(len(part) <= 400 and count_tokens(part) <= 50 for part in parts)
    assert all(part == part.strip() and part for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_parts_end_between_words() -> None:
    text = "The double room costs 120 euros. " * 20

    parts = [text[begin:end] for begin, end in cut(text, max_tokens=30, max_characters=400)]

    assert " ".join(parts) == text.strip()


def test_a_long_line_without_spaces_ends_between_marks() -> None:
    text = "room-rate/" * 60

    for begin, end in cut(text, max_tokens=20, max_characters=400):
        assert text[begin:end].endswith(("room", "rate", "-", "/"))
