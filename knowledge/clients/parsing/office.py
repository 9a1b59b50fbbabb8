"""Office documents, zip archives of XML: checked before anything is read, then read by part."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple, NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from knowledge.errors import ArchiveTooLarge, CorruptFile, DocumentUnreadable, TooComplex

_MAX_ENTRIES = 5_000
_MAX_UNPACKED_BYTES = 100_000_000
# Deflate reaches 1000:1 only for repetition; Office XML stays below 40:1.
_MAX_RATIO = 200
_RATIO_FROM_BYTES = 1_000_000  # smaller entries may have any ratio
MAX_ELEMENTS = 3_000_000  # of one entry whose tree is held in memory, some 200 bytes each
_XML_BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\xff\xfe|\xfe\xff|<\x00|\x00<")
_DAMAGES = (BadZipFile, NotImplementedError, EOFError, expat.ExpatError)

# Called with the name of each element, without its prefix, and its attributes, with theirs.
OnElement = Callable[[str, dict[str, str]], None]


class Relationship(NamedTuple):
    """kind: the last part of its type, such as "styles". target: the name of an entry."""

    kind: str
    target: str


class Package:
    """An Office document.

    main: the name of its main entry, whatever it is called.
    """

    def __init__(self, data: bytes, *, main: str, otherwise: type[DocumentUnreadable]) -> None:
        """Raise ArchiveTooLarge or CorruptFile, or `otherwise` if it is no such document.

        main: the name that the main entry has unless a relationship says otherwise.
        """
        try:
            self._archive = ZipFile(io.BytesIO(data))
            entries = self._archive.infolist()
            _check_sizes(entries)
            if any(entry.flag_bits & 1 for entry in entries):
                raise otherwise()  # encrypted
            for entry in entries:
                _check_xml(self._archive.read(entry))
        except _DAMAGES as error:
            raise CorruptFile() from error
        self._names = {name.casefold(): name for name in self._archive.namelist()}
        mains = [target for kind, target in self.related("").values() if kind == "officeDocument"]
        self.main = mains[0] if mains and self._has(mains[0]) else main
        if not self._has(self.main):
            raise otherwise()  # another Office format

    def _has(self, name: str) -> bool:
        return name.casefold() in self._names

    def read(self, name: str) -> bytes:
        """The content of an entry; empty if there is none."""
        known = self._names.get(name.casefold())
        return self._archive.read(known) if known else b""

    def tree(self, name: str) -> Element:
        """An entry's XML, names without prefixes; an empty element if there is no such entry."""
        return parse_xml(self.read(name))

    def related(self, name: str) -> dict[str, Relationship]:
        """The relationships of an entry by id; those of the package for ""."""
        folder, _, file = name.rpartition("/")
        found = {}
        for each in self.tree(posixpath.join(folder, "_rels", f"{file}.rels")):
            if each.get("TargetMode") != "External":
                path = posixpath.join("/" + folder, each.get("Target", ""))
                target = posixpath.normpath(path).lstrip("/")
                kind = each.get("Type", "").rpartition("/")[2]
                found[each.get("Id", "")] = Relationship(kind, target)
        return found

    def related_tree(self, name: str, kind: str) -> Element:
        """The XML of the first entry that an entry relates to by this kind, or an empty element."""
        targets = (each.target for each in self.related(name).values() if each.kind == kind)
        return self.tree(next(targets, ""))


class _LocalNames(dict[str, str]):
    """Names without their prefixes, each made once."""

    def __missing__(self, name: str) -> str:
        local = self[name] = name.rpartition(":")[2]
        return local


def parse_xml(content: bytes) -> Element:
    if not content.strip():
        return Element("nothing")
    builder = TreeBuilder()
    local = _LocalNames()

    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MAX_ELEMENTS:
            raise TooComplex()
        builder.start(name, {local[each]: value for each, value in attributes.items()})

    feed_xml(content, start=start, end=builder.end, data=builder.data)
    return builder.close()


def feed_xml(
    content: bytes,
    *,
    start: Callable[[str, dict[str, str]], object],
    end: Callable[[str], object],
    data: Callable[[str], object],
) -> None:
    """Report elements, their names without prefixes, and texts. Raises CorruptFile."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    parser.CharacterDataHandler = data
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise CorruptFile() from error


def descendants(element: Element, *names: str) -> Iterator[Element]:
    return (each for each in element.iter() if each.tag in names)


def is_on(element: Element | None) -> bool | None:
    """The value of a switch such as `<w:vanish w:val="0"/>`; None if it is not there."""
    if element is None:
        return None
    return element.get("val", "1").lower() not in ("0", "false", "off", "none")


def number(text: str | None, *, otherwise: int = 0) -> int:
    """A small number, positive or negative."""
    text = text or ""
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 7 else otherwise


def _check_sizes(entries: list[ZipInfo]) -> None:
    """Check the sizes that the archive declares: `zipfile` never unpacks more than that."""
    bomb = any(
        entry.file_size > _RATIO_FROM_BYTES and entry.file_size > _MAX_RATIO * entry.compress_size
        for entry in entries
    )
    unpacked = sum(entry.file_size for entry in entries)
    if bomb or len(entries) > _MAX_ENTRIES or unpacked > _MAX_UNPACKED_BYTES:
        raise ArchiveTooLarge()


def _check_xml(content: bytes) -> None:
    """Refuse a document type declaration:

    Office writes none, and entities and external files need one.
    """
    if _XML_BEGIN.match(content):
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = _refuse
        parser.Parse(content, True)


def _refuse(*declaration: object) -> NoReturn:
    raise CorruptFile()
