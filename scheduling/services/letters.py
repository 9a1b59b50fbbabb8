"""What a notice says as a mail: sentences in the reader's language, times in their zone."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings

from core.mail import Attachment
from scheduling.models import Appointment, AppointmentNotice, Calendar
from scheduling.sentences import (
    LANGUAGES,
    RIGHT_TO_LEFT,
    Sentences,
    Wording,
    as_label,
    choose_locale,
)
from scheduling.sentences.agendas import AGENDAS
from scheduling.sentences.mails import HOSTS, MAILS, MailSentences
from scheduling.services.invitations import invite
from scheduling.services.notice_details import Details
from scheduling.services.notices import change_until
from scheduling.tokens import appointment_link

TEMPLATE = "appointment"
Kind = AppointmentNotice.Kind
Place = Calendar.LocationKind
_OVER = (Kind.CANCELLED, Kind.DECLINED)


@dataclass(frozen=True, slots=True)
class Letter:
    """context: of the template."""

    context: Mapping[str, object]
    reply_to: str | None
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class _Reader:
    """How the recipient reads: local words, and the calendar's own."""

    words: Wording
    there: Wording
    say: Sentences
    mail: MailSentences


def write_letter(notice: AppointmentNotice) -> Letter:
    details = cast(Details, notice.details)
    reader, link = _reader_of(notice, details), appointment_link(details["appointment_id"])
    is_host = notice.recipient == AppointmentNotice.Recipient.HOST
    told = getattr(reader.mail, notice.kind.lower())
    before, _, after = reader.mail.hello.partition("{name}")
    names = {"business": details["business"], "customer": details["customer_name"]}
    context = {
        "locale": {
            "language": reader.words.locale.language,
            "direction": "rtl" if reader.words.locale.language in RIGHT_TO_LEFT else "ltr",
        },
        "about": {
            "title": told.title,
            "calendar": details["calendar"],
            "day": reader.words.day(notice.starts_at.astimezone(reader.words.zone).date()),
        },
        "hello": {"before": before, "after": after},
        "user": {"full_name": notice.name},
        "text": told.text.format(**names),
        "hints": [] if is_host else _hints(notice, details, reader),
        "rows": _rows(notice, details, reader, is_host=is_host),
        "links": _host_links(notice, details, reader)
        if is_host
        else _links(notice, details, reader, link),
        "unexpected": reader.mail.unexpected,
    }
    attached = invite(notice, details, words=reader.words, link=link)
    return Letter(context, details["reply_to"] or None, (attached,) if attached else ())


def _reader_of(notice: AppointmentNotice, details: Details) -> _Reader:
    """In the reader's language, else in the calendar's; so with the zone."""
    if notice.recipient == AppointmentNotice.Recipient.HOST:
        zone, wanted = details.get("host_time_zone", ""), details.get("host_language", "")
        mails = HOSTS
    else:
        zone, wanted = details["customer_time_zone"], details["customer_language"]
        mails = MAILS
    local = ZoneInfo(details["time_zone"])
    locale = choose_locale(wanted, details.get("language", ""))
    words = Wording(locale, ZoneInfo(zone) if zone in _time_zones() else local)
    language = locale.language
    return _Reader(words, replace(words, zone=local), LANGUAGES[language], mails[language])


def _rows(
    notice: AppointmentNotice, details: Details, reader: _Reader, *, is_host: bool
) -> list[dict[str, str]]:
    """Labels with values; those without a value are left out."""
    words, there, say = reader.words, reader.there, reader.say
    start, end, before = notice.starts_at, notice.ends_at, notice.previous_starts_at
    local = ""
    if words.offset(start) != there.offset(start):
        local = say.time_there.format(time=there.span(start, end), zone=there.zone_at(start))
    rows = [
        {"label": say.what, "value": details["calendar"]},
        {"label": say.when, "value": words.span(start, end)},
        {"label": say.time_zone, "value": words.zone_at(start)},
        {"label": "", "value": local},
        {"label": "", "value": say.until_now.format(time=words.moment(before)) if before else ""},
        {"label": say.where, "value": _place(details, reader)},
        {"label": say.with_whom, "value": ", ".join(details.get("hosts", []))},
        {"label": say.cancel_reason, "value": details["reason"]},
    ]
    if is_host:
        rows += [
            {"label": say.who, "value": details["customer_name"]},
            {"label": say.email, "email": details["customer_email"]},
            {"label": say.phone, "value": details["customer_phone"]},
            {"label": AGENDAS[words.locale.language].notes, "value": details["notes"]},
            *({"label": question, "value": answer} for question, answer in details["answers"]),
        ]
    return [
        {**row, "label": row["label"] and as_label(row["label"], words.locale.language)}
        for row in rows
        if row.get("value") or row.get("email")
    ]


def _hints(notice: AppointmentNotice, details: Details, reader: _Reader) -> list[str]:
    """What customers should know beside when and where."""
    if notice.kind in _OVER:
        return []
    say, until = reader.say, change_until(notice, details)
    hints = [say.requested_hint] if details["status"] == Appointment.Status.PENDING else []
    if _is_too_late(notice, details):
        hints.append(say.change_never)
    elif until:
        hints.append(say.change_until.format(time=reader.words.moment(until)))
    return hints


def _is_too_late(notice: AppointmentNotice, details: Details) -> bool:
    """True if nothing can be changed any more by the time of the mail."""
    until = change_until(notice, details)
    return until is not None and until < notice.due_at


def _place(details: Details, reader: _Reader) -> str:
    """A link is on the appointment's page alone: a mail shows no links but the platform's own."""
    kind, place = details["location_kind"], details["location"]
    if kind == Place.PHONE:
        return reader.say.by_phone.format(place=place)
    return {Place.ADDRESS: place, Place.LINK: reader.mail.online}.get(Place(kind), "")


def _links(
    notice: AppointmentNotice, details: Details, reader: _Reader, link: str
) -> list[dict[str, str]]:
    if notice.kind in _OVER:
        if not details["is_public"] or notice.appointment_id is None:  # with its calendar
            return []
        again = f"{settings.SITE_URL}/book/{details['calendar_id']}"
        return [{"label": reader.say.book_again, "link": again}]
    path, query = link.split("?")
    see = {"label": reader.mail.see, "link": link}
    if _is_too_late(notice, details):
        return [see]
    return [
        see,
        {"label": reader.say.move, "link": f"{path}/move?{query}"},
        {"label": reader.say.cancel, "link": f"{path}/cancel?{query}"},
    ]


def _host_links(
    notice: AppointmentNotice, details: Details, reader: _Reader
) -> list[dict[str, str]]:
    """Where the host can answer a request; else their day."""
    day = notice.starts_at.astimezone(reader.words.zone).date()
    page = f"?day={day.isoformat()}"
    if notice.kind == Kind.REQUESTED:
        page = f"/{details['appointment_id']}"
    return [{"label": reader.mail.see, "link": f"{settings.SITE_URL}/agenda{page}"}]


@lru_cache(maxsize=1)
def _time_zones() -> frozenset[str]:
    """Cached: reading the files of the time zone database takes some 10 ms."""
    return frozenset(zoneinfo.available_timezones())
