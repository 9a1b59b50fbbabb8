"""What reading left out is kept with the version and told to the document's owner."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from accounts.tests.factories import make_user
from core.jobs import worker
from core.models import Job
from core.scope import workspace_scope
from core.testing import shared
from knowledge import notices, services
from knowledge.clients.parsing.blocks import Block, BlockKind, Notice
from knowledge.exporting import export_knowledge
from knowledge.models import Collection, Document, DocumentVersion
from knowledge.services import reading
from knowledge.tests.reindexed import change, payload, run_all_jobs, server
from knowledge.tests.vectors import EmbeddingServer
from workspaces.models import Workspace
from workspaces.tests.factories import Person

__all__ = ["server"]

HIDDEN = {
    "code": "HIDDEN_TEXT_LEFT_OUT",
    "detail": "Text that the document hides was left out: 12 characters.",
    "count": 12,
    "pages": [],
}
SCANNED = {
    "code": "PAGES_WITHOUT_TEXT",
    "detail": "4 pages have no text: 2–4, 9. If they were scanned, they need text recognition"
    " (OCR).",
    "count": 4,
    "pages": [2, 3, 4, 9],
}


class RowsOnly:
    """An archive that remembers its rows."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Any]] = {}

    def put_rows(self, name: str, rows: Any) -> None:
        self.rows[name] = list(rows)

    def put_file(self, path: str, stored_as: str) -> None:
        pass


@shared
def partly_read(acme: Workspace, collection: Collection) -> Document:
    """A document of which some text is hidden, and some pages have none."""

    def parse_file(path: Any, *, on_notice: Any, **_: Any) -> Any:
        on_notice(Notice("HIDDEN_TEXT_LEFT_OUT", 5))
        yield Block("Guests are welcome.", BlockKind.PARAGRAPH)
        on_notice(Notice("PAGES_WITHOUT_TEXT", 3, (2, 3, 4)))
        on_notice(Notice("PAGES_WITHOUT_TEXT", 1, (9,)))
        on_notice(Notice("HIDDEN_TEXT_LEFT_OUT", 7))

    with workspace_scope(acme.pk):
        document = services.add_document(
            collection=collection,
            file=ContentFile(b"Guests are welcome."),
            file_name="house.txt",
            title="",
            max_bytes=10_000,
            now=timezone.now(),
        )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "parse_file", parse_file)
        worker.run(Job.objects.get(name="knowledge.ingest_document").pk)
    return document


def test_the_api_shows_notices_as_warnings(alice: Person, base: str, partly_read: Document) -> None:
    detail = alice.api.get(f"{base}/documents/{partly_read.public_id}").json()
    listed = alice.api.get(f"{base}/documents").json()["documents"]

    assert detail["warnings"] == [HIDDEN, SCANNED]
    assert [row["warnings"] for row in listed] == [[HIDDEN, SCANNED]]
    assert [version["warnings"] for version in detail["versions"]] == [[HIDDEN, SCANNED]]


def test_a_document_that_is_not_read_yet_has_no_warnings(
    alice: Person, base: str, partly_read: Document
) -> None:
    with workspace_scope(partly_read.workspace_id):
        DocumentVersion.objects.all().delete()

    detail = alice.api.get(f"{base}/documents/{partly_read.public_id}").json()

    assert (detail["warnings"], detail["versions"]) == ([], [])


def test_an_export_holds_warnings(partly_read: Document) -> None:
    archive = RowsOnly()

    with workspace_scope(partly_read.workspace_id):
        export_knowledge(partly_read.workspace, archive)  # type: ignore[arg-type]

    assert [row["warnings"] for row in archive.rows["documents"]] == [[HIDDEN, SCANNED]]


def test_the_portal_shows_warnings(partly_read: Document) -> None:
    staff = Client()
    staff.force_login(make_user("root", is_staff=True, is_superuser=True))

    page = staff.get(f"/admin/knowledge/document/{partly_read.pk}/change/").content.decode()

    assert HIDDEN["detail"] in page


def test_notices_are_kept_when_another_index_is_built(
    alice: Person, base: str, partly_read: Document, server: EmbeddingServer
) -> None:
    change(alice, base, payload(server))
    run_all_jobs()

    detail = alice.api.get(f"{base}/documents/{partly_read.public_id}").json()

    assert [each["version"] for each in detail["versions"]] == [2, 1]
    assert [each["warnings"] for each in detail["versions"]] == [[HIDDEN, SCANNED]] * 2
    assert detail["warnings"] == [HIDDEN, SCANNED]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            {"code": "PAGES_WITHOUT_TEXT", "count": 1, "pages": [7]},
            "1 page has no text: 7. If it was scanned, it needs text recognition (OCR).",
        ),
        (
            {"code": "HIDDEN_SHEETS_LEFT_OUT", "count": 2, "pages": []},
            "2 hidden sheets were left out. Show them in the workbook if answers may use them.",
        ),
    ],
)
def test_a_warning_is_a_sentence_for_one_or_several(row: Any, sentence: str) -> None:
    assert [warning["detail"] for warning in notices.warnings_of([row])] == [sentence]
