"""Office documents are zip archives of XML. They are checked before any library reads them."""

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
# Deflate reaches 1000:1 on nothing but repetition; the XML of Office stays below 40:1.
_MAX_RATIO = 200
_RATIO_FROM_BYTES = 1_000_000  # a small entry may shrink as much as it likes
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
    """Raises ArchiveTooLarge or CorruptFile, or `otherwise` for what is no such document.

    main: the entry that makes an archive one. watch: who is to be told the elements of an entry.
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
    """By what the archive says of itself: `zipfile` never unpacks more than that."""
    bomb = any(
        entry.file_size > _RATIO_FROM_BYTES and entry.file_size > _MAX_RATIO * entry.compress_size
        for entry in entries
    )
    unpacked = sum(entry.file_size for entry in entries)
    if bomb or len(entries) > _MAX_ENTRIES or unpacked > _MAX_UNPACKED_BYTES:
        raise ArchiveTooLarge()


def _check_xml(content: bytes, on_element: OnElement | None) -> None:
    """Refuses a document type: Office writes none, and entities and outside files come with it."""
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
