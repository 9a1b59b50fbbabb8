"""What a notice keeps of its appointment."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from scheduling.models import Appointment
from scheduling.queries import labelled_answers
from scheduling.queries.calendar_events import appointment_uid
from scheduling.sentences.agendas import AGENDAS
from scheduling.services.recipients import Person


class Details(TypedDict):
    """What a mail says, as it was when it was recorded.

    time_zone: the calendar's. answers: pairs of a question and its answer. is_public: whether
        strangers can book again. reply_to: by whom an answer to the mail is read.
    is_erased_once_sent: the customer's data was erased meanwhile.
    host_time_zone, host_language: of the host who is told, if they are set; absent from notices of
        an earlier release, as are language and cancellation_notice_minutes, the calendar's, and
        hosts: the names of those whom the customer meets.
    """

    uid: str
    appointment_id: str
    calendar_id: str
    calendar: str
    is_public: bool
    business: str
    location_kind: str
    location: str
    time_zone: str
    status: str
    customer_name: str
    customer_email: str
    customer_phone: str
    customer_time_zone: str
    customer_language: str
    notes: str
    answers: list[list[str]]
    reason: str
    reply_to: str
    host_time_zone: NotRequired[str]
    host_language: NotRequired[str]
    language: NotRequired[str]
    cancellation_notice_minutes: NotRequired[int]
    hosts: NotRequired[list[str]]
    is_erased_once_sent: NotRequired[bool]


def details_of(
    appointment: Appointment,
    person: Person,
    *,
    hosts: list[str],
    business: str,
    reply_to: str,
    reason: str,
) -> Details:
    calendar = appointment.calendar
    say = AGENDAS[person.language or calendar.language or "en"]
    return Details(
        uid=appointment_uid(appointment),
        appointment_id=appointment.public_id,
        calendar_id=calendar.public_id,
        calendar=calendar.name,
        is_public=calendar.is_public,
        business=business,
        location_kind=calendar.location_kind,
        location=calendar.location,
        time_zone=calendar.time_zone,
        status=appointment.status,
        customer_name=appointment.customer_name,
        customer_email=appointment.customer_email,
        customer_phone=appointment.customer_phone,
        customer_time_zone=appointment.customer_time_zone,
        customer_language=appointment.customer_language,
        notes=appointment.notes,
        answers=[[label, say.answer(value)] for label, value in labelled_answers(appointment)],
        reason=reason,
        reply_to=reply_to,
        host_time_zone=person.time_zone,
        host_language=person.language,
        language=calendar.language,
        hosts=hosts,
        cancellation_notice_minutes=calendar.cancellation_notice_minutes,
    )
