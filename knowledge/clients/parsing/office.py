"""Checks Office documents, zip archives of XML, before a library reads them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import NoReturn
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from knowledge.errors import ArchiveTooLarge, CorruptFile, DocumentUnreadable

_MAX_ENTRIES = 5_000
_MAX_UNPACKED_BYTES = 100_000_000
# Deflate reaches 1000:1 only for repetition; Office XML stays below 40:1.
_MAX_RATIO = 200
_RATIO_FROM_BYTES = 1_000_000  # smaller entries may have any ratio
_XML_BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\xff\xfe|\xfe\xff|<\x00|\x00<")

# Called with the name of each element, without its prefix, and its attributes.
OnElement = Callable[[str, dict[str, str]], None]


def check(
    data: bytes,
    *,
    main: str,
    otherwise: type[DocumentUnreadable],
    watch: Callable[[str], OnElement | None] = lambda name: None,
) -> None:
    """Raise ArchiveTooLarge or CorruptFile, or `otherwise` if it is no such document.

    main: the entry that identifies the document type.
    watch: returns the callback for the elements of an entry.
    """
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_sizes(entries)
            if main not in archive.namelist() or any(e.flag_bits & 1 for e in entries):
                raise otherwise()  # another Office format, or encrypted
            for entry in entries:
                _check_xml(archive.read(entry), watch(entry.filename))
    except (BadZipFile, NotImplementedError, EOFError, expat.ExpatError) as error:
        raise CorruptFile() from error


def _check_sizes(entries: list[ZipInfo]) -> None:
    """Check the sizes that the archive declares: `zipfile` never unpacks more than that."""
    bomb = any(
        entry.file_size > _RATIO_FROM_BYTES and entry.file_size > _MAX_RATIO * entry.compress_size
        for entry in entries
    )
    unpacked = sum(entry.file_size for entry in entries)
    if bomb or len(entries) > _MAX_ENTRIES or unpacked > _MAX_UNPACKED_BYTES:
        raise ArchiveTooLarge()


def _check_xml(content: bytes, on_element: OnElement | None) -> None:
    """Refuse a document type declaration:

    Office writes none, and entities and external files need one.
    """
    if not _XML_BEGIN.match(content):
        return
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    if on_element is not None:
        parser.StartElementHandler = lambda name, attributes: on_element(
            name.rpartition(":")[2], attributes
        )
    parser.Parse(content, True)


def _refuse(*declaration: object) -> NoReturn:
    raise CorruptFile()
