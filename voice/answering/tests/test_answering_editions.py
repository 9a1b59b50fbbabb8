"""The newer of two contradicting documents answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from knowledge.clients.embedding.minilm import minilm
from voice.answering import Passage, assess
from voice.answering.editions import outdated

THEN, NOW = datetime(2023, 3, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
QUESTION = "How much is a day ticket?"


def price(number: int, text: str, *, read: datetime | None, title: str = "Prices") -> Passage:
    heading = ("Prices", "Tickets")
    return Passage(number, number, title, heading, None, text, 0.6, 0.5, updated_at=read)


OLD = price(1, "A day ticket costs $11.", read=THEN)
NEW = price(2, "A day ticket costs $14.", read=NOW)


def test_the_newer_of_two_contradicting_documents_answers() -> None:
    for both in ([OLD, NEW], [NEW, OLD]):
        assert assess(QUESTION, both, embedder=minilm()).spans[0].text == "A day ticket costs $14."


def test_an_older_document_answers_questions_about_the_past() -> None:
    assert outdated("How much was a day ticket in 2023?", [OLD, NEW]) == [False, False]


@pytest.mark.parametrize(
    "other",
    [
        replace(NEW, text=OLD.text),
        replace(NEW, text="Lockers are emptied every evening at 9."),
        replace(NEW, title="Prices of the airport branch and the harbour"),
        replace(NEW, heading_path=("Prices", "Season tickets")),
        replace(NEW, updated_at=None),
        replace(NEW, updated_at=THEN),
        replace(NEW, document_id=OLD.document_id),
    ],
    ids=["same figures", "other words", "other place", "other heading", "no date", "same day",
         "same document"],
)  # fmt: skip
def test_only_a_later_edition_outdates_a_document(other: Passage) -> None:
    old = replace(OLD, title="Prices of the town branch") if "airport" in other.title else OLD

    assert outdated(QUESTION, [old, other]) == [False, False]
