"""The page that is told with a passage is the page of its sentence."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from reportlab.pdfgen.canvas import Canvas

from core.jobs import worker
from core.models import Job
from core.scope import workspace_scope
from core.testing import shared
from knowledge import services
from knowledge.models import Collection, Document
from knowledge.page_starts import page_at
from knowledge.tests.pdf_pages import drawn, lines
from workspaces.models import Workspace
from workspaces.tests.factories import Person


def first(canvas: Canvas) -> None:
    lines(canvas, ["Keys are handed out by the office on weekdays only, because it is closed"])


def second(canvas: Canvas) -> None:
    lines(
        canvas,
        [
            "during the holidays. Whoever loses a key pays 75 EUR for a new lock.",
            "Mats are in the hall.",
        ],
    )


@shared
def handbook(acme: Workspace, collection: Collection) -> Document:
    with workspace_scope(acme.pk):
        document = services.add_document(
            collection=collection,
            file=ContentFile(drawn(first, second)),
            file_name="handbook.pdf",
            title="",
            max_bytes=100_000,
            now=timezone.now(),
        )
    worker.run(Job.objects.latest("pk").pk)
    return document


@pytest.mark.parametrize(
    ("query", "page"),
    [("handed out by the office", 1), ("How much does a lost key cost?", 2), ("mats", 2)],
)
def test_search_tells_the_page_of_the_best_sentence(
    alice: Person, base: str, handbook: Document, query: str, page: int
) -> None:
    found = alice.api.get(f"{base}/search", {"q": query}).json()["results"]

    assert [each["page"] for each in found] == [page]


def test_chunks_tell_where_their_later_pages_begin(
    alice: Person, base: str, handbook: Document
) -> None:
    path = f"{base}/documents/{handbook.public_id}/chunks"
    (chunk,) = alice.api.get(path).json()["chunks"]
    begin: Any = chunk["text"].index("Whoever loses")

    assert (chunk["page"], chunk["page_starts"]) == (1, [{"offset": begin, "page": 2}])


def test_a_text_without_pages_has_none() -> None:
    assert page_at(5, first=None, later=()) is None
    assert [page_at(at, first=1, later=[(5, 2), (9, 3)]) for at in (0, 4, 5, 8, 9)] == [
        1,
        1,
        2,
        2,
        3,
    ]
