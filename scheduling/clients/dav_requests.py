"""Requests of WebDAV: properties, reports, and what is answered in many parts."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import httpx2

from core.fetching import Answer
from scheduling.clients.dav_xml import (
    CALDAV,
    CALENDAR_SERVER,
    DAV,
    DavResponse,
    XmlUnreadable,
    parse_xml,
    responses,
)
from scheduling.clients.errors import OutsideBroken, OutsideMissing, SyncStateExpired
from scheduling.clients.exchange import Exchange

NAMESPACES = f'xmlns:d="{DAV}" xmlns:c="{CALDAV}" xmlns:s="{CALENDAR_SERVER}"'
GONE = frozenset({404, 410})
_XML = {"Content-Type": "application/xml; charset=utf-8"}


class WebDav:
    """An account on a server, over an exchange of its own."""

    def __init__(self, exchange: Exchange, *, user_name: str, password: str) -> None:
        self.exchange = exchange
        credentials = base64.b64encode(f"{user_name}:{password}".encode()).decode()
        self._proof = {"Authorization": f"Basic {credentials}"}

    @property
    def host(self) -> str:
        return self.exchange.base.host

    def send(
        self,
        method: str,
        url: httpx2.URL | str,
        headers: dict[str, str] | None = None,
        content: bytes | None = None,
    ) -> Answer:
        return self.exchange.send(
            method, url, authorize=lambda: self._proof, headers=headers, content=content
        )

    def expect(self, answer: Answer, *statuses: int) -> None:
        if answer.status not in statuses:
            raise OutsideBroken(host=self.host, what=f"answered with status {answer.status}")

    def properties(self, url: httpx2.URL | str, wanted: str) -> DavResponse | None:
        """Of one resource; None if it is not there or speaks no WebDAV."""
        return next(iter(self.propfind(url, wanted, depth="0")), None)

    def propfind(self, url: httpx2.URL | str, wanted: str, *, depth: str) -> list[DavResponse]:
        body = f"<d:propfind {NAMESPACES}><d:prop>{wanted}</d:prop></d:propfind>"
        answer = self.send("PROPFIND", url, {"Depth": depth, **_XML}, body.encode())
        if answer.status in (404, 405, 410):
            return []
        self.expect(answer, 207)
        return list(self.responses(self._root(answer)))

    def report(
        self, url: httpx2.URL, body: str, *, depth: str, expired: frozenset[int] = frozenset()
    ) -> Element:
        """expired: statuses that mean that the server has forgotten the state in the body."""
        answer = self.send("REPORT", url, {"Depth": depth, **_XML}, body.encode())
        if answer.status in expired:
            raise SyncStateExpired()
        if answer.status in GONE:
            raise OutsideMissing()
        self.expect(answer, 207)
        return self._root(answer)

    def responses(self, root: Element) -> Iterator[DavResponse]:
        try:
            yield from responses(root)
        except XmlUnreadable as error:
            raise self._unreadable() from error

    def _root(self, answer: Answer) -> Element:
        try:
            return parse_xml(answer.body)
        except XmlUnreadable as error:
            raise self._unreadable() from error

    def _unreadable(self) -> OutsideBroken:
        return OutsideBroken(host=self.host, what="answers with something that is no WebDAV")
