"""Calendars of Microsoft 365 and Outlook, over Microsoft Graph."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
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

# The property that names an event of ours: only so can one be found by it.
_UID_PROPERTY = "String {6f0d1c38-5a1f-4b1e-9c57-2f9f0a1e4b77} Name FrontdeskUid"
_IN_UTC = {"Prefer": 'outlook.timezone="UTC", odata.maxpagesize=200'}
_FREE = frozenset({"free", "workingElsewhere"})
_FRACTION = re.compile(r"\.\d+")


class MicrosoftCalendar(JsonCalendar):
    """calendar: the id of the chosen one."""

    api_url = "https://graph.microsoft.com/v1.0/"
    token_url = "https://login.microsoftonline.com/common/oauth2/v2.0/token"
    scope = "offline_access Calendars.ReadWrite"

    def __init__(self, *, calendar: str = "", **access: Unpack[Access]) -> None:
        super().__init__(**access)
        self._calendar = f"me/calendars/{quote(calendar, safe='')}"

    def calendars(self) -> Sequence[CalendarInfo]:
        return [
            CalendarInfo(
                text_of(each, "id"), text_of(each, "name")[:200], each.get("canEdit") is True
            )
            for body in self._pages("me/calendars", {"$top": "50"})
            for each in self.objects(body, "value")
        ]

    def changes(self, *, since: str, start: datetime, end: datetime) -> Changes:
        if since:
            try:
                return self._listed(since, {}, (start, end), is_complete=False)
            except SyncStateExpired:
                pass
        window = {"startDateTime": _written(start), "endDateTime": _written(end)}
        try:
            url = f"{self._calendar}/calendarView/delta"
            return self._listed(url, window, (start, end), is_complete=True)
        except SyncStateExpired as error:
            raise OutsideMissing() from error

    def _listed(
        self, url: str, parameters: Mapping[str, str], window: Span, *, is_complete: bool
    ) -> Changes:
        items: list[dict[str, object]] = []
        following = ""
        for body in self._pages(url, parameters):
            items.extend(self.objects(body, "value"))
            self.check_number(len(items))
            following = text_of(body, "@odata.deltaLink")
        # Occurrences do not repeat what their series says, and come in any order.
        series = {text_of(each, "id"): each for each in items if _is_series(each)}
        gone = tuple(text_of(each, "id") for each in items if _is_gone(each))
        events = []
        for each in items:
            if not _is_gone(each) and not _is_series(each):
                master = series.get(text_of(each, "seriesMasterId"), {})
                events.append(self._seen({**_inherited(master), **each}, window))
        unreadable = sum(each.times is None for each in events)
        notices = {IcsNotice.EVENT_UNREADABLE: unreadable} if unreadable else {}
        return Changes(tuple(events), gone, is_complete, following, notices)

    def _pages(self, url: str, parameters: Mapping[str, str]) -> Iterator[dict[str, object]]:
        target = self._exchange.resolve(url)
        if parameters:
            target = target.copy_merge_params(dict(parameters))
        for _ in range(MAX_PAGES):
            body = self.read(target, headers=_IN_UTC)
            yield body
            link = text_of(body, "@odata.nextLink")
            if not link:
                return
            target = self._exchange.resolve(link)
        raise OutsideBroken(host=self.host, what="has no end of pages")

    def event(self, href: str) -> SeenEvent | None:
        answer = self.send("GET", self._path(href), headers=_IN_UTC)
        if answer.status in GONE:
            return None
        body = json_object(answer, self.host)
        return None if body.get("isCancelled") is True else self._seen(body, None)

    def put(
        self, event: CalendarEvent, *, ref: EventRef | None, expected: Sequence[Span] = ()
    ) -> EventRef:
        ours = {*expected, (event.starts_at, event.ends_at)}
        body = _body_of(event)
        if ref is None:
            known = self._find(event.uid)
            if known is None:
                return self._create(event, body)
            if known.times not in ours:
                raise OutsideChanged(known)
            ref = known.ref
        answer = self._patch(ref.href, body, ref.etag)
        if answer.status == 412 or answer.status in GONE:
            seen = self.event(ref.href)
            if seen is None or seen.times not in ours:
                raise OutsideChanged(seen)
            answer = self._patch(ref.href, body, seen.ref.etag)
            if answer.status == 412:
                raise OutsideChanged(self.event(ref.href))
        return self._written_ref(answer)

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

    def _create(self, event: CalendarEvent, body: dict[str, object]) -> EventRef:
        named = {"id": _UID_PROPERTY, "value": event.uid}
        # The server creates nothing twice under one transaction id.
        transaction = str(uuid.uuid5(uuid.NAMESPACE_URL, event.uid))
        content = {**body, "transactionId": transaction, "singleValueExtendedProperties": [named]}
        return self._written_ref(self.send("POST", f"{self._calendar}/events", body=content))

    def _find(self, uid: str) -> SeenEvent | None:
        escaped = uid.replace("'", "''")
        condition = (
            f"singleValueExtendedProperties/any(ep: ep/id eq '{_UID_PROPERTY}' "
            f"and ep/value eq '{escaped}')"
        )
        body = self.read(
            f"{self._calendar}/events", parameters={"$filter": condition}, headers=_IN_UTC
        )
        found = self.objects(body, "value")
        return self._seen(found[0], None) if found else None

    def _written_ref(self, answer: Answer) -> EventRef:
        if answer.status >= 400:
            raise OutsideMissing()
        return self._seen(json_object(answer, self.host), None).ref

    def _patch(self, href: str, body: object, etag: str) -> Answer:
        condition = {"If-Match": etag} if etag else {}
        return self.send("PATCH", self._path(href), headers={**_IN_UTC, **condition}, body=body)

    def _delete(self, ref: EventRef) -> Answer:
        condition = {"If-Match": ref.etag} if ref.etag else {}
        return self.send("DELETE", self._path(ref.href), headers=condition)

    def _path(self, href: str) -> str:
        return f"me/events/{quote(href, safe='')}"

    def _seen(self, item: Mapping[str, object], window: Span | None) -> SeenEvent:
        ref = EventRef(text_of(item, "id"), header_value(text_of(item, "@odata.etag")))
        if not ref.href:
            raise OutsideBroken(host=self.host, what="answers with something unexpected")
        starts_at, ends_at = _moment(item, "start"), _moment(item, "end")
        if starts_at is None or ends_at is None or ends_at < starts_at:
            return SeenEvent(ref, ())
        is_free = text_of(item, "showAs") in _FREE or item.get("isCancelled") is True
        spans: tuple[Span, ...] = ()
        if window and starts_at < window[1] and ends_at > window[0] and starts_at < ends_at:
            spans = () if is_free else ((starts_at, ends_at),)
        return SeenEvent(ref, spans, (starts_at, ends_at))


def _is_gone(item: Mapping[str, object]) -> bool:
    return "@removed" in item


def _is_series(item: Mapping[str, object]) -> bool:
    return text_of(item, "type") == "seriesMaster"


def _inherited(series: Mapping[str, object]) -> dict[str, object]:
    return {name: series[name] for name in ("showAs", "isCancelled") if name in series}


def _moment(item: Mapping[str, object], name: str) -> datetime | None:
    """A time of an answer, which comes in UTC because it was asked for so."""
    stated = part_of(item, name)
    try:
        moment = datetime.fromisoformat(_FRACTION.sub("", text_of(stated, "dateTime")))
        zone = text_of(stated, "timeZone") or "UTC"
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(zone))
        return moment.astimezone(UTC)
    except (ValueError, LookupError, OverflowError, OSError):
        return None


def _body_of(event: CalendarEvent) -> dict[str, object]:
    return {
        "subject": event.summary,
        "body": {"contentType": "text", "content": event.description},
        "location": {"displayName": event.location},
        "start": {"dateTime": _written(event.starts_at).rstrip("Z"), "timeZone": "UTC"},
        "end": {"dateTime": _written(event.ends_at).rstrip("Z"), "timeZone": "UTC"},
        "showAs": "tentative" if event.status.value == "TENTATIVE" else "busy",
    }


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
