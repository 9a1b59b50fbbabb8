"""What a notice keeps of its appointment."""

from __future__ import annotations

from functools import cached_property
from typing import NotRequired, TypedDict

from scheduling.models import Appointment, AppointmentNotice
from scheduling.queries import labelled_answers
from scheduling.queries.calendar_events import appointment_uid
from scheduling.queries.named_hosts import hosts_of
from scheduling.sentences.agendas import AGENDAS
from scheduling.services.recipients import Person, host_keys_of, host_people
from workspaces.queries import workspace_in_scope

Recipient = AppointmentNotice.Recipient


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


class Common:
    """What all mails about a change of an appointment have in common, looked up once, if at all."""

    def __init__(self, appointment: Appointment) -> None:
        self.appointment = appointment

    @cached_property
    def business(self) -> str:
        return workspace_in_scope().name

    @cached_property
    def host_people(self) -> list[Person]:
        """Whom mails to its hosts reach."""
        return host_people(host_keys_of(self.appointment))

    @cached_property
    def host_names(self) -> list[str]:
        """Whom the customer meets."""
        return [each.name for each in hosts_of(self.appointment)]


def details_of(common: Common, person: Person) -> Details:
    appointment = common.appointment
    calendar = appointment.calendar
    is_customer = person.recipient == Recipient.CUSTOMER
    first_host = next((each.address for each in common.host_people), "") if is_customer else ""
    # Why it was cancelled, if not the reader has said so: whoever books in somebody else's name
    # has nothing of theirs mailed by us.
    is_own_reason = is_customer and appointment.cancelled_by == Appointment.Side.CUSTOMER
    say = AGENDAS[person.language or calendar.language or "en"]
    return Details(
        uid=appointment_uid(appointment),
        appointment_id=appointment.public_id,
        calendar_id=calendar.public_id,
        calendar=calendar.name,
        is_public=calendar.is_public,
        business=common.business,
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
        reason="" if is_own_reason else appointment.cancel_reason,
        reply_to=first_host if is_customer else appointment.customer_email,
        host_time_zone=person.time_zone,
        host_language=person.language,
        language=calendar.language,
        hosts=common.host_names,
        cancellation_notice_minutes=calendar.cancellation_notice_minutes,
    )
