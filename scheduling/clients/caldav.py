"""CalDAV (RFC 4791, 6578): Nextcloud, iCloud, Fastmail, Radicale, and their like.

The few verbs are spoken here over our own bounded requests: the field's library brings an HTTP
client that connects wherever a server's answer points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

import httpx2
import orjson

from core.fetching import Answer
from scheduling.clients.base import CalendarInfo, Changes, EventRef, SeenEvent, Span, header_value
from scheduling.clients.dav_discovery import find_calendars
from scheduling.clients.dav_events import NoticeCounts, merged, seen_event
from scheduling.clients.dav_requests import GONE, NAMESPACES, WebDav
from scheduling.clients.dav_xml import CALDAV, CALENDAR_SERVER, DAV, DavResponse
from scheduling.clients.errors import (
    OutsideBroken,
    OutsideChanged,
    OutsideMissing,
    OutsideReadOnly,
    SyncStateExpired,
)
from scheduling.clients.exchange import REQUEST_SECONDS, Exchange
from scheduling.ics import CalendarEvent, IcsUnreadable, stored_event

_BATCH = 50  # events whose text is asked for at once
_MAX_PAGES = 50
_EXPIRED = frozenset({403, 409, 410, 412})


@dataclass(frozen=True, slots=True)
class _State:
    """What the server says of the state of a whole calendar.

    token: to ask for changes with. ctag: only tells that there are some; for servers without.
    """

    token: str = ""
    ctag: str = ""

    def written(self) -> str:
        return orjson.dumps([self.token, self.ctag]).decode() if self.token or self.ctag else ""


def _state(text: str) -> _State:
    try:
        match orjson.loads(text):
            case [str(token), str(ctag)]:
                return _State(token, ctag)
    except orjson.JSONDecodeError:
        pass
    return _State()


class CalDavCalendar:
    """calendar: the address of the chosen one, empty before it is chosen.

    zone: of times without one.
    """

    is_writable = True

    def __init__(
        self,
        *,
        address: str,
        user_name: str,
        password: str,
        calendar: str = "",
        zone: ZoneInfo,
        allow_loopback: bool,
        seconds: float = REQUEST_SECONDS,
    ) -> None:
        exchange = Exchange(base_url=address, allow_loopback=allow_loopback, seconds=seconds)
        self._dav = WebDav(exchange, user_name=user_name, password=password)
        self._calendar = exchange.resolve(calendar)
        self._zone = zone

    def __enter__(self) -> CalDavCalendar:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._dav.exchange.close()

    def calendars(self) -> Sequence[CalendarInfo]:
        return find_calendars(self._dav)

    def changes(self, *, since: str, start: datetime, end: datetime) -> Changes:
        state = _state(since)
        try:
            if state.token:
                return self._changes_since_token(state, start, end)
            if state.ctag and (now := self._current_state()) == state:
                return Changes((), (), is_complete=False, next=now.written())
        except SyncStateExpired:
            pass
        return self._everything(start, end)

    def event(self, href: str) -> SeenEvent | None:
        answer = self._dav.send("GET", self._resolve(href))
        if answer.status in GONE:
            return None
        self._dav.expect(answer, 200)
        etag = answer.headers.get("etag", "")
        return seen_event(href, etag, answer.body, window=None, zone=self._zone)

    def _everything(self, start: datetime, end: datetime) -> Changes:
        # The state is asked for first: what changes meanwhile is read once more, not missed.
        state = self._current_state()
        body = (
            f"<c:calendar-query {NAMESPACES}><d:prop><d:getetag/></d:prop><c:filter>"
            '<c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">'
            f'<c:time-range start="{_utc(start)}" end="{_utc(end)}"/>'
            "</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"
        )
        listed = [each.href for each in self._report(body) if each.status == 200]
        return self._read(listed, (), state.written(), start, end, is_complete=True)

    def _changes_since_token(self, state: _State, start: datetime, end: datetime) -> Changes:
        changed: dict[str, bool] = {}  # href → True if it is there
        token = state.token
        for _ in range(_MAX_PAGES):
            body = (
                f"<d:sync-collection {NAMESPACES}><d:sync-token>{escape(token)}</d:sync-token>"
                "<d:sync-level>1</d:sync-level><d:prop><d:getetag/></d:prop></d:sync-collection>"
            )
            is_cut = False
            root = self._dav.report(self._calendar, body, depth="0", expired=_EXPIRED)
            for each in self._dav.responses(root):
                if each.status == 507:
                    is_cut = True
                elif self._is_event(each.href):
                    changed[each.href] = each.status not in GONE
            following = (root.findtext(f"{DAV}sync-token") or "").strip()
            if not following or (is_cut and following == token):
                raise SyncStateExpired()
            token = following
            if not is_cut:
                there = [href for href, is_there in changed.items() if is_there]
                gone = tuple(href for href, is_there in changed.items() if not is_there)
                return self._read(
                    there, gone, _State(token).written(), start, end, is_complete=False
                )
        raise OutsideBroken(host=self._dav.host, what="has no end of changes")

    def _read(
        self,
        hrefs: Sequence[str],
        gone: tuple[str, ...],
        following: str,
        start: datetime,
        end: datetime,
        *,
        is_complete: bool,
    ) -> Changes:
        events, missing, counts = [], list(gone), NoticeCounts()
        for first in range(0, len(hrefs), _BATCH):
            for each in self._texts(hrefs[first : first + _BATCH]):
                data = each.properties.get(f"{CALDAV}calendar-data")
                if each.status in GONE:
                    missing.append(each.href)
                elif data is not None:
                    etag, content = each.text(f"{DAV}getetag"), (data.text or "").encode()
                    try:
                        window = (start, end)
                        seen = seen_event(
                            each.href, etag, content, window=window, zone=self._zone, counts=counts
                        )
                    except IcsUnreadable:
                        counts.add_unreadable()
                        seen = SeenEvent(EventRef(each.href, header_value(etag)), ())
                    events.append(seen)
        return Changes(tuple(events), tuple(missing), is_complete, following, counts.by_notice)

    def _texts(self, hrefs: Sequence[str]) -> Iterator[DavResponse]:
        listed = "".join(f"<d:href>{escape(each)}</d:href>" for each in hrefs)
        return self._report(
            f"<c:calendar-multiget {NAMESPACES}><d:prop><d:getetag/><c:calendar-data/></d:prop>"
            f"{listed}</c:calendar-multiget>",
        )

    def _current_state(self) -> _State:
        found = self._dav.properties(self._calendar, "<d:sync-token/><s:getctag/>")
        if found is None:
            raise OutsideMissing()
        token, ctag = found.text(f"{DAV}sync-token"), found.text(f"{CALENDAR_SERVER}getctag")
        return _State(token=token) if token else _State(ctag=ctag)

    def put(
        self, event: CalendarEvent, *, ref: EventRef | None, expected: Sequence[Span] = ()
    ) -> EventRef:
        href = ref.href if ref else self._resolve(f"{quote(event.uid, safe='@')}.ics").raw_path
        path = href if isinstance(href, str) else href.decode()
        condition = {"If-Match": ref.etag} if ref and ref.etag else {"If-None-Match": "*"}
        answer = self._put(path, stored_event(event), condition)
        if answer.status == 412 or (ref and answer.status in GONE):
            answer = self._put_over(path, event, expected)
        if answer.status in (404, 409, 410):
            raise OutsideMissing()
        if answer.status in (403, 405):
            raise OutsideReadOnly()
        self._dav.expect(answer, 200, 201, 204)
        return EventRef(path, header_value(answer.headers.get("etag") or self._etag(path)))

    def delete(self, ref: EventRef, *, expected: Sequence[Span] = ()) -> None:
        url = self._resolve(ref.href)
        answer = self._dav.send("DELETE", url, {"If-Match": ref.etag} if ref.etag else {})
        if answer.status == 412:
            seen = self.event(ref.href)
            if seen is None:
                return
            if seen.times not in expected:
                raise OutsideChanged(seen)
            answer = self._dav.send("DELETE", url, {"If-Match": seen.ref.etag})
        if answer.status == 412:
            raise OutsideChanged(self.event(ref.href))
        self._dav.expect(answer, 200, 202, 204, *GONE)

    def _put_over(self, path: str, event: CalendarEvent, expected: Sequence[Span]) -> Answer:
        """Write over an event whose state is another than the known one, if its times are ours.

        What others added to it, such as their alarms, stays.
        """
        found = self._dav.send("GET", self._resolve(path))
        if found.status in GONE:
            raise OutsideChanged(None)
        self._dav.expect(found, 200)
        etag = header_value(found.headers.get("etag", ""))
        try:
            seen = seen_event(path, etag, found.body, window=None, zone=self._zone)
        except IcsUnreadable as error:
            raise OutsideChanged(SeenEvent(EventRef(path, etag), ())) from error
        if not etag or seen.times not in {*expected, (event.starts_at, event.ends_at)}:
            raise OutsideChanged(seen)
        answer = self._put(path, merged(found.body, event), {"If-Match": etag})
        if answer.status == 412:
            raise OutsideChanged(self.event(path))
        return answer

    def _put(self, path: str, content: bytes, condition: dict[str, str]) -> Answer:
        headers = {"Content-Type": "text/calendar; charset=utf-8", **condition}
        return self._dav.send("PUT", self._resolve(path), headers, content)

    def _etag(self, path: str) -> str:
        """For servers that do not answer a write with it."""
        found = self._dav.properties(self._resolve(path), "<d:getetag/>")
        return found.text(f"{DAV}getetag") if found else ""

    def _resolve(self, reference: str) -> httpx2.URL:
        return self._dav.exchange.resolve(reference, at=self._calendar)

    def _report(self, body: str) -> Iterator[DavResponse]:
        return self._dav.responses(self._dav.report(self._calendar, body, depth="1"))

    def _is_event(self, href: str) -> bool:
        """False for the calendar itself, which servers list among its changes."""
        return self._resolve(href).path.rstrip("/") != self._calendar.path.rstrip("/")


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
