"""Documents over the API: add, ingest, list, reprocess, delete."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from core.jobs import worker
from core.models import Job
from core.scope import workspace_scope
from core.testing import assert_queries
from knowledge.models import Chunk, Collection, Document
from knowledge.tests.factories import make_collection, make_document
from workspaces.models import Workspace
from workspaces.tests.factories import Person, make_workspace

TEXT = b"Our returns desk takes goods back within 45 days.\n"


def upload(person: Person, base: str, collection: Collection, file: Any, **form: str) -> Any:
    fields = {"file": file, "collection_id": collection.public_id, **form}
    return person.api.upload(f"{base}/documents", fields)


def stored_files() -> set[Path]:
    return {path for path in Path(settings.VAR_DIR).rglob("*") if path.is_file()}


def run_jobs() -> None:
    """Run the waiting jobs, as a worker would."""
    for job_id in Job.objects.filter(state=Job.State.QUEUED).order_by("pk").values_list("pk"):
        worker.run(job_id[0])


def test_an_upload_is_ingested_in_the_background(
    alice: Person, base: str, acme: Workspace, collection: Collection
) -> None:
    answer = upload(alice, base, collection, SimpleUploadedFile("Returns.txt", TEXT))

    assert answer.status_code == 202
    document_id = answer.json()["id"]
    assert answer.json() == {
        "id": document_id,
        "title": "Returns.txt",
        "status": "PROCESSING",
        "message": "Document queued for processing",
    }

    run_jobs()
    detail = alice.api.get(f"{base}/documents/{document_id}").json()

    assert detail["status"] == "COMPLETED"
    assert detail["error"] is None
    assert detail["language"] == "en"
    assert detail["chunk_count"] == 1
    assert [version["version"] for version in detail["versions"]] == [1]
    preview = detail["chunks_preview"][0]
    assert preview["content_preview"] == "Our returns desk takes goods back within 45 days."
    with workspace_scope(acme.pk):
        assert Chunk.objects.filter(is_live=True).count() == 1


def test_a_title_can_be_given(alice: Person, base: str, collection: Collection) -> None:
    file = SimpleUploadedFile("x.txt", TEXT)

    answer = upload(alice, base, collection, file, title="How to return goods")

    assert answer.json()["title"] == "How to return goods"


def test_an_upload_to_a_full_disk_is_refused_and_leaves_nothing(
    alice: Person,
    base: str,
    acme: Workspace,
    collection: Collection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def write_half(source: Any, target: str, **_: Any) -> None:
        Path(target).write_bytes(TEXT[:9])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.filesystem.file_move_safe", write_half)
    before = stored_files()

    answer = upload(alice, base, collection, SimpleUploadedFile("Returns.txt", TEXT))

    assert (answer.status_code, answer.json()["code"]) == (507, "STORAGE_FULL")
    assert stored_files() == before
    assert not Job.objects.exists()
    with workspace_scope(acme.pk):
        assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("empty.txt", b"", 400, "EMPTY_FILE"),
        ("too-large.txt", b"x" * (10 * 1024 * 1024 + 1), 413, "FILE_TOO_LARGE"),
        ("program.exe", b"MZ\x90", 415, "UNSUPPORTED_FORMAT"),
        ("no-extension", b"text", 415, "UNSUPPORTED_FORMAT"),
    ],
    ids=["empty", "10 MB + 1", "wrong extension", "no extension"],
)
def test_a_refused_upload_leaves_nothing(
    alice: Person,
    base: str,
    acme: Workspace,
    collection: Collection,
    name: str,
    content: bytes,
    status: int,
    code: str,
) -> None:
    before = stored_files()

    answer = upload(alice, base, collection, SimpleUploadedFile(name, content))

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["field"] == "file"
    with workspace_scope(acme.pk):
        assert not Document.objects.exists()
    assert not Job.objects.exists()
    assert stored_files() == before


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("not-a.pdf", b"Just text, whatever the name says.", "NOT_A_PDF"),
        ("broken.pdf", b"%PDF-1.7\n\x00\x01\x02 and then nothing of the kind", "CORRUPT_FILE"),
        ("zeros.txt", b"\x00" * 4096, "NOT_TEXT"),
        ("not-a.docx", b"PK\x03\x04 but no archive", "CORRUPT_FILE"),
    ],
)
def test_an_unreadable_document_fails_with_its_cause(
    alice: Person, base: str, collection: Collection, name: str, content: bytes, code: str
) -> None:
    document_id = upload(alice, base, collection, SimpleUploadedFile(name, content)).json()["id"]

    run_jobs()

    detail = alice.api.get(f"{base}/documents/{document_id}").json()
    assert (detail["status"], detail["error_code"]) == ("FAILED", code)
    assert detail["error"].endswith(".")
    assert detail["chunk_count"] == 0


def test_another_workspaces_collection_is_not_found(
    alice: Person, charlie: Person, base: str
) -> None:
    foreign = make_collection(make_workspace(charlie), "Charlie's notes")

    answer = upload(alice, base, foreign, SimpleUploadedFile("x.txt", TEXT))

    assert (answer.status_code, answer.json()["field"]) == (404, "collection_id")
    assert not Job.objects.exists()


def test_the_list_is_filtered_and_costs_the_same_queries_at_any_size(
    alice: Person, base: str, acme: Workspace, collection: Collection
) -> None:
    other = make_collection(acme, "Other")
    for number in range(3):
        upload(alice, base, collection, SimpleUploadedFile(f"guide-{number}.txt", TEXT))
    upload(alice, base, other, SimpleUploadedFile("prices.txt", TEXT))

    with assert_queries(4):  # session, scope, count, page
        everything = alice.api.get(f"{base}/documents").json()
    found = alice.api.get(f"{base}/documents", {"search": "GUIDE"}).json()
    in_other = alice.api.get(
        f"{base}/documents", {"collection_id": other.public_id, "status": "PROCESSING"}
    ).json()

    titles = [document["title"] for document in everything["documents"]]
    assert titles == ["prices.txt", "guide-2.txt", "guide-1.txt", "guide-0.txt"]
    assert (everything["total"], everything["next"]) == (4, None)
    assert found["total"] == 3
    assert [document["title"] for document in in_other["documents"]] == ["prices.txt"]


def test_an_unknown_status_is_refused(alice: Person, base: str) -> None:
    answer = alice.api.get(f"{base}/documents", {"status": "LOST"})

    assert (answer.status_code, answer.json()["field"]) == (400, "status")


def test_deleting_a_document_removes_chunks_and_file(
    alice: Person, base: str, acme: Workspace, collection: Collection
) -> None:
    document = make_document(collection)
    name = document.file.name

    answer = alice.api.delete(f"{base}/documents/{document.public_id}")
    run_jobs()

    assert answer.status_code == 200
    assert alice.api.get(f"{base}/documents/{document.public_id}").status_code == 404
    with workspace_scope(acme.pk):
        assert not Chunk.objects.exists()
    assert not default_storage.exists(name)


def test_reprocess_returns_202_and_the_live_version_keeps_answering(
    alice: Person, base: str, acme: Workspace, collection: Collection
) -> None:
    document = make_document(collection)

    answer = alice.api.post(f"{base}/documents/{document.public_id}/reprocess")

    assert (answer.status_code, answer.json()["status"]) == (202, "PROCESSING")
    with workspace_scope(acme.pk):
        live = Chunk.objects.filter(is_live=True).count()
    assert live == 2

    run_jobs()
    detail = alice.api.get(f"{base}/documents/{document.public_id}").json()

    assert detail["status"] == "COMPLETED"
    assert [(each["version"], each["state"]) for each in detail["versions"]] == [
        (2, "LIVE"),
        (1, "SUPERSEDED"),
    ]
    with workspace_scope(acme.pk):
        assert Chunk.objects.filter(is_live=True).count() == 2


def test_a_document_being_ingested_is_not_ingested_twice(
    alice: Person, base: str, collection: Collection
) -> None:
    file = SimpleUploadedFile("returns.txt", TEXT)
    document_id = upload(alice, base, collection, file).json()["id"]

    answers = [alice.api.post(f"{base}/documents/{document_id}/reprocess") for _ in range(3)]

    assert {answer.status_code for answer in answers} == {202}
    assert Job.objects.filter(name="knowledge.ingest_document").count() == 1


@pytest.mark.parametrize("charset", ["rot13", "hex", "undefined", "idna", "utf-7", "nonsense"])
def test_a_form_with_a_strange_charset_is_read_as_utf_8(
    alice: Person, base: str, collection: Collection, charset: str
) -> None:
    fields = {"collection_id": collection.public_id, "title": "Größe"}
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    file = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nText.\r\n'

    answer = alice.api.call(
        "POST",
        f"{base}/documents",
        body=f"{parts}{file}--x--\r\n".encode(),
        content_type=f"multipart/form-data; boundary=x; charset={charset}",
    )

    assert (answer.status_code, answer.json()["title"]) == (202, "Größe")
