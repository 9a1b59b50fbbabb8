"""What an answer is based on, as callers see it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from knowledge.queries import Hit
from voice.answering import Assessment, EvidenceSpan
from voice.answers.models import Retrieval
from voice.answers.services.sources import sources_of

TEXT = "Bunks cost 32 EUR.\nSupper is served at 18:30."
HIT = Hit(
    chunk_id=1,
    document_id=1,
    document_uuid=uuid.UUID(int=1),
    version_id=1,
    title="welcome-book.pdf",
    headings="",
    page=1,
    page_starts=[(19, 2)],
    text=TEXT,
    cosine=0.8,
    text_rank=1.0,
    updated_at=datetime(2027, 1, 1, tzinfo=UTC),
    opens_section=True,
    before="",
    after="",
)


def pages_of(*spans: tuple[int, int, bool]) -> list[int | None]:
    assessment = Assessment(
        confidence=0.9,
        spans=tuple(
            EvidenceSpan(1, 1, start, end, TEXT[start:end], score=0.9, joins=joins)
            for start, end, joins in spans
        ),
        question="When is supper served?",
    )
    return [source.page for source in sources_of(Retrieval([HIT], assessment))]


def test_the_page_of_a_source_is_that_of_its_sentence() -> None:
    assert pages_of((0, 18, False)) == [1]
    assert pages_of((19, len(TEXT), False)) == [2]
    assert pages_of((19, len(TEXT), False), (0, 18, True)) == [2]
