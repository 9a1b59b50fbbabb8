"""Writes a ZIP of one JSON document and files as a stream: memory stays small at any size."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO

import orjson
from django.core.files.storage import default_storage

from core.json_values import dump_json

DOCUMENT = "export.json"


class Archive:
    """Writes values into the current JSON object, at first the outermost; see `archive_into`.

    rows, files: the numbers written so far.
    """

    def __init__(self, document: IO[bytes]) -> None:
        self.rows = 0
        self._document = document
        self._is_first = True
        self._files: dict[str, str] = {}

    @property
    def files(self) -> int:
        return len(self._files)

    def put(self, key: str, value: object) -> None:
        """Write a value into the current object."""
        self._begin(key)
        self._document.write(_json(value))

    def put_rows(self, key: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Write a list into the current object; rows are read one at a time."""
        with self._nested(key, b"[]"):
            for row in rows:
                self._begin()
                self._document.write(b"\n" + _json(row))
                self.rows += 1

    @contextmanager
    def list(self, key: str) -> Iterator[None]:
        """Open a list in the current object; its members are `item`s."""
        with self._nested(key, b"[]"):
            yield

    @contextmanager
    def item(self) -> Iterator[None]:
        """Open an object in the current list."""
        with self._nested(None, b"{}"):
            yield

    def put_file(self, path: str, stored_as: str) -> None:
        """Add a stored file, below `files/`.

        It is copied at the end, when no transaction is open any more; one that is gone by then is
        left out.
        """
        self._files[f"files/{path}"] = stored_as

    @contextmanager
    def _nested(self, key: str | None, brackets: bytes) -> Iterator[None]:
        self._begin(key)
        self._document.write(brackets[:1])
        self._is_first = True
        yield
        self._document.write(brackets[1:])
        self._is_first = False

    def _begin(self, key: str | None = None) -> None:
        self._document.write(b"" if self._is_first else b",")
        self._is_first = False
        if key is not None:
            self._document.write(b"\n" + _json(key) + b": ")

    def _pack(self, target: zipfile.ZipFile) -> None:
        self._document.seek(0)
        with target.open(DOCUMENT, "w", force_zip64=True) as entry:
            shutil.copyfileobj(self._document, entry)
        for path, stored_as in self._files.items():
            if not default_storage.exists(stored_as):
                continue
            with (
                default_storage.open(stored_as) as source,
                target.open(path, "w", force_zip64=True) as entry,
            ):
                shutil.copyfileobj(source, entry)


@contextmanager
def archive_into(target: IO[bytes]) -> Iterator[Archive]:
    """The block fills the archive; then it is packed into `target`, an open and seekable file."""
    with tempfile.TemporaryFile() as document:
        archive = Archive(document)
        with archive._nested(None, b"{}"):
            yield archive
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
            archive._pack(packed)


def _json(value: object) -> bytes:
    return dump_json(value, orjson.OPT_UTC_Z)
