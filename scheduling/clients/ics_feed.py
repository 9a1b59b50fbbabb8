"""A calendar that is only an address of an ICS file: its busy times, and nothing to write."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from core.fetching import Answer
from scheduling.clients.base import CalendarInfo, Changes, EventRef, SeenEvent, Span, header_value
from scheduling.clients.errors import OutsideBroken, OutsideDenied, OutsideMissing, OutsideReadOnly
from scheduling.clients.exchange import REQUEST_SECONDS, Exchange
from scheduling.ics import CalendarEvent, read_busy
from scheduling.ics.lines import read_components

_HREF = 200  # characters of a UID that is its own name


class IcsFeed:
    """zone: of times without one."""

    is_writable = False

    def __init__(
        self,
        *,
        address: str,
        zone: ZoneInfo,
        allow_loopback: bool,
        seconds: float = REQUEST_SECONDS,
    ) -> None:
        self._exchange = Exchange(
            base_url=address,
            allow_loopback=allow_loopback,
            seconds=seconds,
            has_secrets=False,
        )
        self._zone = zone

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._exchange.close()

    def calendars(self) -> Sequence[CalendarInfo]:
        """The file itself, if it is one."""
        content = self._content({})
        if content is not None:
            read_components(content.body)
        return [CalendarInfo("", self._exchange.base.host, is_writable=False)]

    def changes(self, *, since: str, start: datetime, end: datetime) -> Changes:
        answer = self._content({"If-None-Match": since} if since else {})
        if answer is None:
            return Changes((), (), is_complete=False, next=since)
        read = read_busy(answer.body, start=start, end=end, zone=self._zone)
        spans: dict[str, list[Span]] = defaultdict(list)
        for each in read.spans:
            spans[_href(each.uid)].append((each.starts_at, each.ends_at))
        events = tuple(SeenEvent(EventRef(href, ""), tuple(of)) for href, of in spans.items())
        etag = header_value(answer.headers.get("etag", ""))
        return Changes(events, (), is_complete=True, next=etag, notices=read.notices)

    def _content(self, condition: dict[str, str]) -> Answer | None:
        """The answer with the file; None if it is as it was."""
        host = self._exchange.base.host
        answer = self._exchange.send("GET", self._exchange.base, headers=condition)
        if condition and answer.status == 304:
            return None
        if answer.status in (404, 410):
            raise OutsideMissing()
        if answer.status == 403:
            raise OutsideDenied(host=host)
        if answer.status != 200:
            raise OutsideBroken(host=host, what=f"answered with status {answer.status}")
        return answer

    def event(self, href: str) -> SeenEvent | None:
        raise OutsideReadOnly()

    def put(
        self, event: CalendarEvent, *, ref: EventRef | None, expected: Sequence[Span] = ()
    ) -> EventRef:
        raise OutsideReadOnly()

    def delete(self, ref: EventRef, *, expected: Sequence[Span] = ()) -> None:
        raise OutsideReadOnly()


def _href(uid: str) -> str:
    return uid if len(uid) <= _HREF else hashlib.sha256(uid.encode()).hexdigest()
