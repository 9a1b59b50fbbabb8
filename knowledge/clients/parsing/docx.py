"""DOCX: a zip archive of XML, checked before anything reads it, then turned to HTML by mammoth."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import NoReturn
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

import mammoth

from knowledge.clients.parsing import html
from knowledge.clients.parsing.blocks import Block
from knowledge.clients.parsing.formats import Report
from knowledge.errors import ArchiveTooLarge, CorruptFile, NotADocx

_MAX_ENTRIES = 5_000
_MAX_UNPACKED_BYTES = 100_000_000
# Deflate reaches 1000:1 on nothing but repetition; Word's XML stays below 40:1.
_MAX_RATIO = 200
_RATIO_FROM_BYTES = 1_000_000  # a small entry may shrink as much as it likes
_DOCUMENT = "word/document.xml"
_STYLES = "p[style-name='Title'] => h1:fresh"
_XML_BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\xff\xfe|\xfe\xff|<\x00|\x00<")


def parse(data: bytes, report: Report) -> Iterator[Block]:
    _check(data)
    result = mammoth.convert_to_html(
        io.BytesIO(data),
        style_map=_STYLES,
        include_embedded_style_map=False,
        convert_image=lambda image: [],
    )
    return html.blocks(result.value)


def _check(data: bytes) -> None:
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_sizes(entries)
            if _DOCUMENT not in archive.namelist() or any(e.flag_bits & 1 for e in entries):
                raise NotADocx()  # another Office format, or encrypted
            for entry in entries:
                _check_xml(archive.read(entry))
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


def _check_xml(content: bytes) -> None:
    """Refuses a document type: Word writes none, and entities and outside files come with it."""
    if _XML_BEGIN.match(content):
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = _refuse
        parser.Parse(content, True)


def _refuse(*declaration: object) -> NoReturn:
    raise CorruptFile()
