"""Phrases are found ignoring case, spacing and number format; facts are extracted from texts."""

from __future__ import annotations

import uuid
from types import SimpleNamespace
from typing import Any

import pytest

from core import ids
from voice.evaluations.models import EvaluationCase
from voice.evaluations.services.expectations import contains_phrase, facts, unmet_expectations

OTHER = uuid.uuid4()
SOURCE = uuid.uuid4()


def answer_of(text: str, **more: Any) -> Any:
    """The fields of an answer that are checked."""
    given = {"confidence": 0.8, "sources": [], "is_answered": True}
    return SimpleNamespace(text=text, **{**given, **more})


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("We are OPEN until 10 am.", "open  until 10am"),
        ("It costs € 1,000 a year.", "1.000"),
        ("It costs 1’000.50 CHF.", "1000,50 chf"),
        ("Room ١٢ is free.", "room 12"),
        ("Call ＋４３ １２３.", "+43 123"),
        ("Straße", "STRASSE"),
        ("Mail us: Shop@Example.com", "shop@example.com"),
        ("Within 45 days of delivery.", "45 days"),
        ("From 9:30 to 18:00.", "18:00"),
        ("That’s fine.", "that's fine"),
    ],
)
def test_a_phrase_is_found_in_any_spelling(text: str, phrase: str) -> None:
    assert contains_phrase(text, phrase)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("It costs 155 euros.", "55"),
        ("It costs 155 euros.", "15"),
        ("It takes 5.5 days.", "5"),
        ("It costs 1,000.", "1"),
        ("Open until ten.", "open till"),
        ("", "9"),
        ("Anything.", " "),
    ],
)
def test_a_missing_phrase_is_not_found(text: str, phrase: str) -> None:
    assert not contains_phrase(text, phrase)


@pytest.mark.parametrize(
    ("expected", "answer", "reasons"),
    [
        ({}, answer_of("Yes."), []),
        ({}, answer_of("Hello!", is_answered=None), []),
        (
            {},
            answer_of("Sorry.", is_answered=False),
            ["The fallback was given instead of an answer."],
        ),
        ({"expects_answer": False}, answer_of("Sorry.", is_answered=False), []),
        (
            {"expects_answer": False},
            answer_of("Yes."),
            ["There was an answer where the fallback was expected."],
        ),
        (
            {"contains": ["45 days", "free"], "excludes": ["30", "fee"]},
            answer_of("Within 30 days, free."),
            ["“45 days” is not in the answer.", "“30” is in the answer."],
        ),
        ({"min_confidence": 0.8}, answer_of("Yes."), []),
        (
            {"min_confidence": 0.9},
            answer_of("Yes."),
            ["The confidence is 0.80, less than 0.90."],
        ),
        (
            {"document_uuid": SOURCE},
            answer_of(
                "Yes.", sources=[SimpleNamespace(document_uuid=each) for each in (OTHER, SOURCE)]
            ),
            [],
        ),
        (
            {"document_uuid": SOURCE},
            answer_of("Yes.", sources=[SimpleNamespace(document_uuid=OTHER)]),
            [f"{ids.encode('doc', SOURCE)} is not among the sources."],
        ),
    ],
)
def test_unmet_expectations_are_named(
    expected: dict[str, Any], answer: Any, reasons: list[str]
) -> None:
    assert unmet_expectations(EvaluationCase(**expected), answer) == reasons


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Monday to Friday from 9 am to 6 pm.", ["9 am", "6 pm"]),
        ("€ 12.50, or 13,- with a cup. 20 % off.", ["€ 12.50", "13", "20 %"]),
        ("Write to shop@example.com or call +43 1 234.", ["shop@example.com", "43", "1", "234"]),
        ("Open 9:30-18:00, and 9:30 on Sunday.", ["9:30", "18:00"]),
        ("Ab 9 Uhr, 1.200 EUR.", ["9 Uhr", "1.200 EUR"]),
        ("Nothing of the kind.", []),
        (" ".join(map(str, range(100, 200))), [str(n) for n in range(100, 110)]),
    ],
)
def test_facts_of_a_text_are_extracted(text: str, found: list[str]) -> None:
    assert facts(text) == found


@pytest.mark.parametrize("text", ["€ 12.50 from 9 am", "1,200.50 CHF 3%", "a.b+c@example.co.uk"])
def test_a_text_contains_its_own_facts(text: str) -> None:
    assert all(contains_phrase(text, fact) for fact in facts(text))
