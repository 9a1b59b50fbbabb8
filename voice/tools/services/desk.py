"""The desk of the booking dialogue over the calendars of the workspace in scope."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from core.errors import DomainError
from core.ids import decode
from core.mailboxes import stored_email
from core.phone import e164
from core.throttling import RateLimited
from scheduling import queries, services
from scheduling.errors import (
    AlreadyBooked,
    AnswerInvalid,
    AppointmentOver,
    ChangeTooLate,
    CustomerEmailInvalid,
    CustomerPhoneInvalid,
    CustomerUnreachable,
    HoldLost,
    HoldOfAnotherTime,
    TimeNotAvailable,
    TooManyAppointments,
    TooManyHolds,
)
from scheduling.models import Appointment, Calendar, Hold
from scheduling.services.questions import BOOLEAN, questions_of
from scheduling.tokens import appointment_link
from voice.tools.booking import (
    YES,
    BookableCalendar,
    Booked,
    BookingRequest,
    Closing,
    Needs,
    Question,
    Reason,
    Refused,
)
from voice.tools.services.closing import why_closed

HOLD_SECONDS = 120  # each message renews it; whoever comes back later gets the time if it is free


class CalendarDesk:
    """Everything happens in the caller's transaction, together with the dialogue's own state.

    calendar_ids: keys, in the order to name them. requests: names the conversation in the keys of
    its requests.
    """

    def __init__(self, calendar_ids: Sequence[int], *, requests: str, now: datetime) -> None:
        self._ids, self._requests, self._now = list(calendar_ids), requests, now

    @cached_property
    def _rows(self) -> dict[str, Calendar]:
        """The calendars that still exist, by public id."""
        found = Calendar.objects.in_bulk(self._ids)
        rows = [found[key] for key in self._ids if key in found]
        return {row.public_id: row for row in rows}

    def calendars(self) -> Sequence[BookableCalendar]:
        return [
            BookableCalendar(
                key=key,
                name=row.name,
                zone=row.time_zone,
                minutes=tuple(row.durations) or (row.default_minutes,),
                needs=_needs(row),
                questions=tuple(
                    Question(
                        each.key,
                        each.label,
                        choices=each.options,
                        is_yes_or_no=each.type == BOOLEAN,
                    )
                    for each in questions_of(row)
                    if each.is_required
                ),
            )
            for key, row in self._rows.items()
        ]

    def open_times(
        self, calendar: str, minutes: int, first: date, last: date
    ) -> Sequence[datetime]:
        row = self._rows[calendar]
        slots = queries.open_slots(
            calendar=row, first=first, last=last, minutes=minutes, now=self._now
        )
        zone = ZoneInfo(row.time_zone)
        return [slot.starts_at.astimezone(zone) for slot in slots]

    def why_closed(
        self, calendar: str, day: date, minutes: int, *, at: int | None, language: str
    ) -> Closing:
        row = self._rows[calendar]
        return why_closed(row, day, minutes, at=at, language=language, now=self._now)

    def number(self, calendar: str, phone: str) -> str:
        number = e164(phone, region=self._rows[calendar].phone_region) or ""
        return _without_trunk_zero(number)

    def hold(self, calendar: str, start: datetime, minutes: int, *, held: str) -> str | Refused:
        row = self._rows[calendar]
        kept = self._hold(held)
        if kept is not None and (kept.calendar_id, kept.starts_at) == (row.pk, start):
            return held
        self.release(held)
        try:
            hold = services.hold_time(
                calendar=row,
                starts_at=start,
                minutes=minutes,
                seconds=HOLD_SECONDS,
                requester=self._requests,
                now=self._now,
            )
        except TimeNotAvailable:
            return self._not_open(row, start, minutes)
        except TooManyHolds:
            return ""
        return hold.public_id

    def renew(self, held: str) -> None:
        """Keep a time for as long again; one that has ended is looked at when it is booked."""
        hold = self._hold(held)
        if hold is not None:
            with suppress(HoldLost):
                services.renew_hold(hold=hold, seconds=HOLD_SECONDS, now=self._now)

    def release(self, held: str) -> None:
        hold = self._hold(held)
        if hold is not None:
            services.release_hold(hold=hold)

    def book(self, request: BookingRequest) -> Booked | Refused:
        row = self._rows[request.calendar]
        try:
            email = _stored_email(request.email)
        except (ValidationError, UnicodeError):
            return Refused(Reason.EMAIL)
        hold = self._hold(request.held)
        is_kept = hold is not None and hold.starts_at == request.start
        try:
            appointment = services.book(
                calendar=row,
                starts_at=request.start,
                minutes=request.minutes,
                customer=services.Customer(
                    name=request.name,
                    email=email,
                    phone=request.phone,
                    time_zone=row.time_zone,
                    language=request.language,
                ),
                answers=_answers(row, request),
                source=Appointment.Source.CHAT,
                requester=self._requests,
                hold=hold if is_kept else None,
                request_key=self._key(request.key),
                now=self._now,
            )
        except (TimeNotAvailable, HoldLost, HoldOfAnotherTime):
            return self._not_open(row, request.start, request.minutes)
        except (CustomerUnreachable, CustomerEmailInvalid):
            return Refused(Reason.EMAIL)
        except CustomerPhoneInvalid:
            return Refused(Reason.PHONE)
        except (TooManyAppointments, RateLimited):
            return Refused(Reason.TOO_MANY)
        except AlreadyBooked:
            return Refused(Reason.TWICE)
        except AnswerInvalid:
            return Refused(Reason.ANSWERS)
        except DomainError:
            return Refused(Reason.OTHER)
        return _booked(appointment)

    def reschedule(
        self, appointment: str, start: datetime, *, held: str, key: str
    ) -> Booked | Refused:
        row = self._appointment(appointment)
        if row is None:
            return Refused(Reason.NOT_CHANGEABLE)
        self.release(held)  # in the same transaction: nobody gets in between
        try:
            moved = services.reschedule(
                appointment=row, starts_at=start, requester=self._requests, now=self._now
            )
        except TimeNotAvailable:
            return self._not_open(row.calendar, start, row.minutes)
        except (AppointmentOver, ChangeTooLate):
            return Refused(Reason.NOT_CHANGEABLE)
        except AlreadyBooked:
            return Refused(Reason.TWICE)
        except RateLimited:
            return Refused(Reason.TOO_MANY)
        except DomainError:
            return Refused(Reason.OTHER)
        return _booked(moved)

    def cancel(self, appointment: str, *, key: str) -> Refused | None:
        row = self._appointment(appointment)
        if row is None:
            return Refused(Reason.NOT_CHANGEABLE)
        try:
            services.cancel(appointment=row, now=self._now)
        except (AppointmentOver, ChangeTooLate):
            return Refused(Reason.NOT_CHANGEABLE)
        return None

    def _key(self, key: str) -> str:
        return f"{self._requests}:{key}"

    def _hold(self, public_id: str) -> Hold | None:
        """The hold as long as it lasts."""
        uuid = decode(Hold.id_prefix, public_id) if public_id else None
        if uuid is None:
            return None
        rows = Hold.objects.select_related("calendar").filter(expires_at__gt=self._now)
        return rows.filter(uuid=uuid).first()

    def _appointment(self, public_id: str) -> Appointment | None:
        uuid = decode(Appointment.id_prefix, public_id)
        if uuid is None:
            return None
        return Appointment.objects.select_related("calendar").filter(uuid=uuid).first()

    def _not_open(self, row: Calendar, start: datetime, minutes: int) -> Refused:
        why = queries.explain(calendar=row, starts_at=start, minutes=minutes, now=self._now)
        return Refused(Reason.NOT_OPEN, tuple(slot.starts_at for slot in why.nearest))


def _booked(appointment: Appointment) -> Booked:
    calendar = appointment.calendar
    return Booked(
        appointment=appointment.public_id,
        calendar=calendar.public_id,
        start=appointment.starts_at.astimezone(ZoneInfo(calendar.time_zone)),
        minutes=appointment.minutes,
        is_pending=appointment.status == Appointment.Status.PENDING,
        link=appointment_link(appointment.public_id),
    )


def _needs(row: Calendar) -> Needs:
    """What the customer must leave to be reached."""
    if row.requires_email:
        return Needs.BOTH if row.requires_phone else Needs.EMAIL
    return Needs.PHONE if row.requires_phone else Needs.EITHER


def _answers(row: Calendar, request: BookingRequest) -> dict[str, object]:
    is_boolean = {each.key for each in questions_of(row) if each.type == BOOLEAN}
    return {key: answer == YES if key in is_boolean else answer for key, answer in request.answers}


def _without_trunk_zero(number: str) -> str:
    """`+4902219…`, of which the dialogue has the digits alone, as "+49 (0)2219…"."""
    ends = [end for end in (2, 3, 4) if number[end : end + 1] == "0"]
    marked = (f"{number[:end]}(0){number[end + 1 :]}" for end in ends)
    return next((each for each in map(e164, marked) if each and each != number), number)


def _stored_email(text: str) -> str:
    """Empty for none. Raises ValidationError or UnicodeError if it is no address."""
    if text:
        validate_email(text)
    return stored_email(text) if text else ""
