"""Detects a file's format: its name and its first bytes must agree."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from knowledge.errors import EmptyFile, NotADocx, NotAnXlsx, NotAPdf, NotText, UnsupportedFormat

# Called with the amount done and the total; in pages if the format has them.
Report = Callable[[int, int], None]

HEAD_BYTES = 4096  # number of bytes that `check_head` needs


class DocumentFormat(StrEnum):
    PDF = "PDF"
    DOCX = "DOCX"
    XLSX = "XLSX"
    TXT = "TXT"
    CSV = "CSV"
    MARKDOWN = "MARKDOWN"
    HTML = "HTML"


_BY_EXTENSION = {
    ".pdf": DocumentFormat.PDF,
    ".docx": DocumentFormat.DOCX,
    ".xlsx": DocumentFormat.XLSX,
    ".txt": DocumentFormat.TXT,
    ".text": DocumentFormat.TXT,
    ".csv": DocumentFormat.CSV,
    ".md": DocumentFormat.MARKDOWN,
    ".markdown": DocumentFormat.MARKDOWN,
    ".html": DocumentFormat.HTML,
    ".htm": DocumentFormat.HTML,
}

# First bytes of binary files that are often renamed to .txt; no text starts with them.
_BINARY_MARKS = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",  # Word 97
    b"\x89PNG",
    b"\xff\xd8\xff",  # JPEG
    b"GIF8",
    b"\x1f\x8b",  # gzip
    b"\x7fELF",
    b"{\\rtf",
)
_UTF_16_OR_32 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def format_by_name(filename: str) -> DocumentFormat:
    """The format given by the extension of a file's name. Raises UnsupportedFormat."""
    from pathlib import PurePath  # which the subprocess that reads a document does without

    found = _BY_EXTENSION.get(PurePath(filename).suffix.lower())
    if found is None:
        raise UnsupportedFormat()
    return found


def check_head(expected: DocumentFormat, head: bytes) -> None:
    """Raise if a file that starts with `head` cannot be of the `expected` format."""
    if not head:
        raise EmptyFile()
    if expected is DocumentFormat.PDF:
        if not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"%PDF-"):
            raise NotAPdf()
    elif expected in (DocumentFormat.DOCX, DocumentFormat.XLSX):
        if not head.startswith(b"PK\x03\x04"):
            raise NotADocx() if expected is DocumentFormat.DOCX else NotAnXlsx()
    elif not _looks_like_text(head):
        raise NotText()


def _looks_like_text(head: bytes) -> bool:
    if head.startswith(_BINARY_MARKS):
        return False
    if head.startswith(_UTF_16_OR_32):
        return True
    # UTF-16 without a mark has a zero in every other byte of Latin text; text never has more.
    return head.count(0) <= 0.6 * len(head)
