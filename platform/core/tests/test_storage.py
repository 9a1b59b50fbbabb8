"""A full disk: a clear refusal, and nothing left of what could not be stored."""

from __future__ import annotations

import errno
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.mail import EmailMessage

from core.archive import archive_into
from core.mail_backends.filebased import EmailBackend
from core.storage import WholeFileStorage
from core.wire.problems import problem_from

ROOM = 100_000  # bytes that a file may have


@contextmanager
def little_room() -> Iterator[None]:
    """The kernel refuses to write more into any file, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def files_in(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


def content() -> ContentFile[bytes]:
    return ContentFile(b"x" * ROOM * 2)


def upload() -> TemporaryUploadedFile:
    file = TemporaryUploadedFile("a.txt", "text/plain", ROOM * 2, None)
    file.write(b"x" * ROOM * 2)
    file.seek(0)
    return file


@pytest.mark.parametrize("make", [content, upload])
def test_no_part_of_a_file_is_left(
    tmp_path: Path, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other_device(*_: Any) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr("django.core.files.move.os.rename", other_device)
    storage = WholeFileStorage(location=tmp_path)
    file = make()

    with little_room(), pytest.raises(OSError) as refused:  # noqa: PT011 (its errno counts)
        storage.save("documents/a.txt", file)

    assert files_in(tmp_path) == []
    assert problem_from(refused.value).status == 507
    assert storage.save("documents/a.txt", file) == "documents/a.txt"
    file.close()


def test_a_file_of_the_same_name_stays(tmp_path: Path) -> None:
    storage = WholeFileStorage(location=tmp_path)
    storage.save("a.txt", ContentFile(b"first"))

    with little_room(), pytest.raises(OSError):  # noqa: PT011
        storage.save("a.txt", content())

    assert files_in(tmp_path) == ["a.txt"]
    assert (tmp_path / "a.txt").read_bytes() == b"first"


def test_no_part_of_a_mail_is_left(tmp_path: Path) -> None:
    backend = EmailBackend(file_path=str(tmp_path))
    mail = EmailMessage("Subject", "x" * ROOM * 2, "a@b.example", ["c@d.example"])

    with little_room(), pytest.raises(OSError):  # noqa: PT011
        backend.send_messages([mail])
    assert files_in(tmp_path) == []

    assert EmailBackend(file_path=str(tmp_path)).send_messages([mail]) == 1
    assert len(files_in(tmp_path)) == 1


def test_an_archive_without_room_raises(tmp_path: Path) -> None:
    with (
        little_room(),
        pytest.raises(OSError),  # noqa: PT011
        (tmp_path / "export.zip").open("wb+") as target,
        archive_into(target) as archive,
    ):
        archive.put("text", "x" * ROOM * 2)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_a_clear_refusal(number: int) -> None:
    problem = problem_from(OSError(number, "full"))

    assert (problem.status, problem.code) == (507, "STORAGE_FULL")


def test_other_errors_of_files_are_unexpected() -> None:
    assert problem_from(PermissionError(errno.EACCES, "no")).status == 500
