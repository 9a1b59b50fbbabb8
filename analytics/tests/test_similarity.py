"""Questions that ask the same are matched, and similar-looking ones are not."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.services.similarity import CLOSE, is_same_question
from analytics.tests.question_pairs import DIFFERENT, SAME
from knowledge.clients.embedding.minilm import minilm


def cosine(one: str, other: str) -> float:
    return float(np.dot(minilm().embed_query(one), minilm().embed_query(other)))


def meet(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [pair for pair in pairs if is_same_question(*pair) and cosine(*pair) >= CLOSE]


def test_most_paraphrases_and_few_different_questions_match() -> None:
    assert len(meet(SAME)) >= 0.6 * len(SAME)
    assert len(meet(DIFFERENT)) <= 0.05 * len(DIFFERENT)


def test_similarity_alone_cannot_separate_them() -> None:
    close = [pair for pair in DIFFERENT if cosine(*pair) >= CLOSE]

    assert len(close) >= 8


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Are you open on Saturday?", "Are you open on Sunday?"),
        ("Is room 12 free?", "Is room 14 free?"),
        ("Is there parking?", "How much is parking?"),
        ("Do you deliver to Austria?", "Do you deliver to Germany?"),
    ],
)
def test_different_questions_do_not_match(one: str, other: str) -> None:
    assert not is_same_question(one, other)
    assert not is_same_question(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Do you deliver to Austria?", "Can you ship to Austria?"),
        ("Can I change my booking?", "Is it possible to change my reservation?"),
        ("", "Is there parking?"),
    ],
)
def test_paraphrases_match(one: str, other: str) -> None:
    assert is_same_question(one, other)
    assert is_same_question(other, one)
