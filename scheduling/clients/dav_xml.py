"""XML of WebDAV: what a server answers, read within bounds; entities and document types refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.parsers import expat

DAV, CALDAV, CALENDAR_SERVER = (
    "DAV:",
    "urn:ietf:params:xml:ns:caldav",
    "http://calendarserver.org/ns/",
)
_MAX_ELEMENTS, _MAX_DEPTH = 300_000, 60


class XmlUnreadable(Exception):
    """Not well-formed, too large, with a document type, or with an address that is none."""


@dataclass(frozen=True, slots=True)
class DavResponse:
    """href: the path alone. status: of the resource, if one is stated.

    properties: those that the server has, by name.
    """

    href: str
    status: int
    properties: dict[str, Element]

    def text(self, name: str) -> str:
        found = self.properties.get(name)
        return (found.text or "").strip() if found is not None else ""

    def href_in(self, name: str) -> str:
        """The address that a property holds; empty if it has none."""
        found = self.properties.get(name)
        inner = None if found is None else found.find(f"{DAV}href")
        return (inner.text or "").strip() if inner is not None else ""


def parse_xml(content: bytes) -> Element:
    """Raises XmlUnreadable. Names are the namespace and the local name, joined."""
    builder = TreeBuilder()
    count = depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count, depth
        count, depth = count + 1, depth + 1
        if count > _MAX_ELEMENTS or depth > _MAX_DEPTH:
            raise XmlUnreadable()
        builder.start(name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(name)

    parser = expat.ParserCreate(namespace_separator="")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(content, True)
        return builder.close()
    except (expat.ExpatError, ParseError, AssertionError, ValueError, LookupError) as error:
        raise XmlUnreadable() from error


def responses(root: Element) -> Iterator[DavResponse]:
    """The resources in a multi-status answer."""
    if root.tag != f"{DAV}multistatus":
        raise XmlUnreadable()
    for response in root.iter(f"{DAV}response"):
        properties: dict[str, Element] = {}
        for part in response.findall(f"{DAV}propstat"):
            if _status(part.findtext(f"{DAV}status", "")) == 200:
                for holder in part.findall(f"{DAV}prop"):
                    properties.update({each.tag: each for each in holder})
        yield DavResponse(
            href=_path(response.findtext(f"{DAV}href", "").strip()),
            status=_status(response.findtext(f"{DAV}status", "")),
            properties=properties,
        )


def _path(href: str) -> str:
    """In one spelling, since servers encode what they were given in their own way."""
    try:
        path = urlsplit(href).path
    except ValueError as error:
        raise XmlUnreadable() from error
    return "/".join(quote(unquote(part), safe="@!$&'()*+,;=:~") for part in path.split("/"))


def _status(line: str) -> int:
    """Of a line such as `HTTP/1.1 404 Not Found`; 200 if there is none."""
    parts = line.split()
    if not parts:
        return 200
    stated = parts[1] if len(parts) > 1 else ""
    return int(stated) if stated.isascii() and stated.isdecimal() and len(stated) == 3 else 500


def _refuse(*_: object) -> None:
    raise XmlUnreadable()
