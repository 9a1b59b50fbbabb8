"""Google Calendar, version 3 of its API."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Unpack
from urllib.parse import quote
from zoneinfo import ZoneInfo

from core.fetching import Answer
from scheduling.clients.base import CalendarInfo, Changes, EventRef, SeenEvent, Span, header_value
from scheduling.clients.errors import (
    OutsideBroken,
    OutsideChanged,
    OutsideMissing,
    SyncStateExpired,
)
from scheduling.clients.exchange import json_object
from scheduling.clients.json_calendar import GONE, MAX_PAGES, Access, JsonCalendar, part_of, text_of
from scheduling.ics import CalendarEvent, IcsNotice

_DAY = timedelta(days=1)


class GoogleCalendar(JsonCalendar):
    """calendar: the id of the chosen one. zone: of whole days."""

    api_url = "https://www.googleapis.com/calendar/v3/"
    token_url = "https://oauth2.googleapis.com/token"
    scope = "https://www.googleapis.com/auth/calendar"
    busy_reasons = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"})

    def __init__(self, *, calendar: str = "", zone: ZoneInfo, **access: Unpack[Access]) -> None:
        super().__init__(**access)
        self._events = f"calendars/{quote(calendar, safe='')}/events"
        self._zone = zone

    def calendars(self) -> Sequence[CalendarInfo]:
        found, page = [], ""
        for _ in range(MAX_PAGES):
            parameters = {"maxResults": "250", **({"pageToken": page} if page else {})}
            body = self.read("users/me/calendarList", parameters=parameters)
            for each in self.objects(body, "items"):
                name = text_of(each, "summaryOverride") or text_of(each, "summary")
                is_writable = text_of(each, "accessRole") in ("owner", "writer")
                found.append(CalendarInfo(text_of(each, "id"), name[:200], is_writable))
            page = text_of(body, "nextPageToken")
            if not page:
                return found
        raise OutsideBroken(host=self.host, what="has no end of calendars")

    def changes(self, *, since: str, start: datetime, end: datetime) -> Changes:
        if since:
            try:
                return self._listed({"syncToken": since}, start, end, is_complete=False)
            except SyncStateExpired:
                pass
        window = {"timeMin": _written(start), "timeMax": _written(end)}
        try:
            return self._listed(window, start, end, is_complete=True)
        except SyncStateExpired as error:
            raise OutsideMissing() from error

    def _listed(
        self, choice: Mapping[str, str], start: datetime, end: datetime, *, is_complete: bool
    ) -> Changes:
        events: list[SeenEvent] = []
        gone: list[str] = []
        unreadable, page = 0, ""
        for _ in range(MAX_PAGES):
            parameters = {"singleEvents": "true", "maxResults": "2500", **choice}
            if page:
                parameters["pageToken"] = page
            body = self.read(self._events, parameters=parameters)
            for item in self.objects(body, "items"):
                if text_of(item, "status") == "cancelled":
                    gone.append(text_of(item, "id"))
                    continue
                seen = self._seen(item, (start, end))
                unreadable += seen.times is None
                events.append(seen)
            self.check_number(len(events) + len(gone))
            page = text_of(body, "nextPageToken")
            if not page:
                notices = {IcsNotice.EVENT_UNREADABLE: unreadable} if unreadable else {}
                following = text_of(body, "nextSyncToken")
                return Changes(tuple(events), tuple(gone), is_complete, following, notices)
        raise OutsideBroken(host=self.host, what="has no end of events")

    def event(self, href: str) -> SeenEvent | None:
        answer = self.send("GET", self._path(href))
        if answer.status in GONE:
            return None
        body = json_object(answer, self.host)
        return None if text_of(body, "status") == "cancelled" else self._seen(body, None)

    def put(
        self, event: CalendarEvent, *, ref: EventRef | None, expected: Sequence[Span] = ()
    ) -> EventRef:
        body = _body_of(event)
        if ref is None:
            href = event_id(event.uid)
            answer = self.send("POST", self._events, body={**body, "id": href})
        else:
            href = ref.href
            answer = self._patch(href, body, ref.etag)
        if answer.status in (409, 412) or (ref is not None and answer.status in GONE):
            seen = self.event(href)
            ours = {*expected, (event.starts_at, event.ends_at)}
            # The id of a deleted event stays taken: creating it anew brings it back.
            is_revived = seen is None and ref is None and not expected
            if not is_revived and (seen is None or seen.times not in ours):
                raise OutsideChanged(seen)
            answer = self._patch(href, body, seen.ref.etag if seen else "")
        if answer.status == 412:
            raise OutsideChanged(self.event(href))
        if answer.status >= 400:
            raise OutsideMissing()
        return self._seen(json_object(answer, self.host), None).ref

    def delete(self, ref: EventRef, *, expected: Sequence[Span] = ()) -> None:
        answer = self._delete(ref)
        if answer.status == 412:
            seen = self.event(ref.href)
            if seen is None:
                return
            if seen.times not in expected:
                raise OutsideChanged(seen)
            answer = self._delete(seen.ref)
        if answer.status == 412:
            raise OutsideChanged(self.event(ref.href))

    def _patch(self, href: str, body: object, etag: str) -> Answer:
        condition = {"If-Match": etag} if etag else {}
        return self.send("PATCH", self._path(href), headers=condition, body=body)

    def _delete(self, ref: EventRef) -> Answer:
        condition = {"If-Match": ref.etag} if ref.etag else {}
        return self.send("DELETE", self._path(ref.href), headers=condition)

    def _path(self, href: str) -> str:
        return f"{self._events}/{quote(href, safe='')}"

    def _seen(self, item: Mapping[str, object], window: Span | None) -> SeenEvent:
        ref = EventRef(text_of(item, "id"), header_value(text_of(item, "etag")))
        starts_at, ends_at = self._moment(item, "start"), self._moment(item, "end")
        if not ref.href:
            raise OutsideBroken(host=self.host, what="answers with something unexpected")
        if starts_at is None or ends_at is None or ends_at < starts_at:
            return SeenEvent(ref, ())
        spans: tuple[Span, ...] = ()
        if window and starts_at < window[1] and ends_at > window[0] and starts_at < ends_at:
            spans = () if _is_free(item) else ((starts_at, ends_at),)
        return SeenEvent(ref, spans, (starts_at, ends_at))

    def _moment(self, item: Mapping[str, object], name: str) -> datetime | None:
        stated = part_of(item, name)
        try:
            if day := text_of(stated, "date"):
                midnight = datetime.combine(date.fromisoformat(day), time(), self._zone)
                return midnight.astimezone(UTC)
            moment = datetime.fromisoformat(text_of(stated, "dateTime"))
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=ZoneInfo(text_of(stated, "timeZone") or "UTC"))
            return moment.astimezone(UTC)
        except (ValueError, LookupError, OverflowError, OSError):
            return None


def event_id(uid: str) -> str:
    """The id of an event of ours: the same for ever, so that creating it twice is once."""
    return hashlib.sha256(uid.encode()).hexdigest()  # digits and a to f: what ids may consist of


def _is_free(item: Mapping[str, object]) -> bool:
    if text_of(item, "transparency") == "transparent":
        return True
    attendees = item.get("attendees")
    return isinstance(attendees, list) and any(
        isinstance(each, dict) and each.get("self") and each.get("responseStatus") == "declined"
        for each in attendees
    )


def _body_of(event: CalendarEvent) -> dict[str, object]:
    return {
        "summary": event.summary,
        "description": event.description,
        "location": event.location,
        "status": event.status.value.lower(),
        "start": {"dateTime": _written(event.starts_at), "timeZone": "UTC"},
        "end": {"dateTime": _written(event.ends_at), "timeZone": "UTC"},
        "source": {"title": "Frontdesk", "url": event.url} if event.url else None,
    }


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
