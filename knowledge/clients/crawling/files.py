"""Files that pages link to: which are read, and what is known of one before it is parsed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from email.message import Message
from pathlib import PurePosixPath
from urllib.parse import unquote

import httpx2

from core.fetching import Answer
from knowledge.clients.parsing.formats import HEAD_BYTES, DocumentFormat, check_head
from knowledge.errors import DocumentUnreadable

MAX_FILE_BYTES = 20 * 1024**2
FILE_SECONDS = 30.0
_MAX_TITLE = 255
_BY_TYPE = {
    "application/pdf": DocumentFormat.PDF,
    "application/x-pdf": DocumentFormat.PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": DocumentFormat.DOCX,
}
_BY_SUFFIX = {".pdf": DocumentFormat.PDF, ".docx": DocumentFormat.DOCX}
_UNKNOWN_TYPES = frozenset({"application/octet-stream", "binary/octet-stream", "application/zip"})


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """A file as it was fetched; it is parsed when its document is ingested."""

    title: str
    format: DocumentFormat
    body: bytes

    @property
    def text_hash(self) -> str:
        return hashlib.sha256(self.body).hexdigest()

    @property
    def words_hash(self) -> str:
        return self.text_hash


def is_file(address: str) -> bool:
    """True if the address ends like that of a file that is read."""
    return _suffix(address) in _BY_SUFFIX


def linked_file(answer: Answer, address: str) -> LinkedFile | None:
    """The file, if it is one that is read: its type or its name says so, and its first bytes."""
    message = Message()
    message["content-type"] = answer.headers.get("content-type", "")
    message["content-disposition"] = answer.headers.get("content-disposition", "")
    kind = message.get_content_type() if answer.headers.get("content-type") else ""
    name = message.get_filename("") or unquote(PurePosixPath(httpx2.URL(address).path).name)
    format_ = _BY_TYPE.get(kind)
    if format_ is None and kind in _UNKNOWN_TYPES:
        format_ = _BY_SUFFIX.get(PurePosixPath(name).suffix.lower())
    if format_ is None:
        return None
    try:
        check_head(format_, answer.body[:HEAD_BYTES])
    except DocumentUnreadable:
        return None
    title = " ".join("".join(filter(str.isprintable, name)).split())[:_MAX_TITLE]
    return LinkedFile(title or address[:_MAX_TITLE], format_, answer.body)


def _suffix(address: str) -> str:
    return PurePosixPath(httpx2.URL(address).path).suffix.lower()
