"""An archive has one JSON document and the files that it names."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from core.archive import archive_into


def read(target: io.BytesIO) -> tuple[Any, dict[str, bytes]]:
    """The document, and the files by path."""
    with zipfile.ZipFile(target) as packed:
        assert packed.testzip() is None
        contents = {name: packed.read(name) for name in packed.namelist()}
    return json.loads(contents.pop("export.json")), contents


def test_values_rows_and_objects_in_lists_are_one_json_document() -> None:
    target = io.BytesIO()

    with archive_into(target) as archive:
        archive.put("made_at", datetime(2027, 1, 31, 9, tzinfo=UTC))
        archive.put_rows("none", [])
        archive.put_rows("rows", ({"number": number, "text": 'é "'} for number in range(3)))
        with archive.list("boxes"):
            with archive.item():
                archive.put("name", "first")
                archive.put_rows("things", [{"a": None}])
            with archive.item():
                pass
        archive.put("last", [1, {"b": 2}])

    document, files = read(target)
    assert document == {
        "made_at": "2027-01-31T09:00:00Z",
        "none": [],
        "rows": [{"number": number, "text": 'é "'} for number in range(3)],
        "boxes": [{"name": "first", "things": [{"a": None}]}, {}],
        "last": [1, {"b": 2}],
    }
    assert files == {}
    assert archive.rows == 4


def test_an_empty_archive_is_a_document_too() -> None:
    target = io.BytesIO()

    with archive_into(target):
        pass

    assert read(target) == ({}, {})


def test_files_are_copied_and_missing_ones_left_out() -> None:
    name = default_storage.save("archived/one.bin", ContentFile(b"\x00" * 300_000))
    target = io.BytesIO()

    with archive_into(target) as archive:
        archive.put_file("ws_1/one.bin", name)
        archive.put_file("ws_1/two.bin", "archived/never-was.bin")

    document, files = read(target)
    assert files == {"files/ws_1/one.bin": b"\x00" * 300_000}
    assert archive.files == 2


def test_rows_are_read_one_at_a_time() -> None:
    """Only one row is in memory: earlier ones are written already."""
    read_so_far: list[int] = []

    def rows() -> Any:
        for number in range(5):
            read_so_far.append(number)
            yield {"number": number}
            assert archive.rows == number + 1

    with archive_into(io.BytesIO()) as archive:
        assert read_so_far == []
        archive.put_rows("rows", rows())

    assert read_so_far == [0, 1, 2, 3, 4]
