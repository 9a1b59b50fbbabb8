"""Events of scheduling."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from core.events import Event, event, example, one_of, public_id

AppointmentId = Annotated[str, public_id("apt")]
CalendarId = Annotated[str, public_id("cal")]
Name = Annotated[str, example("Ada Lovelace")]
Status = Annotated[str, one_of("CONFIRMED", "PENDING")]
Side = Annotated[str, one_of("CUSTOMER", "MEMBER", "PLATFORM", "NOBODY")]


@event("APPOINTMENT_BOOKED", version=1, aggregate="appointment_id")
class AppointmentBooked(Event):
    """A customer or a member has booked an appointment.

    appointment_id: The appointment.
    calendar_id: Its calendar.
    starts_at: Its start.
    ends_at: Its end.
    status: PENDING until a member confirms it, if the calendar asks for that.
    source: Where it was booked.
    customer_name: The customer, by the name given.
    """

    appointment_id: AppointmentId
    calendar_id: CalendarId
    starts_at: datetime
    ends_at: datetime
    status: Status
    source: Annotated[str, one_of("API", "PAGE", "CHAT", "PHONE", "MEMBER")]
    customer_name: Name


@event("APPOINTMENT_CONFIRMED", version=1, aggregate="appointment_id")
class AppointmentConfirmed(Event):
    """A member has confirmed an appointment.

    appointment_id: The appointment.
    calendar_id: Its calendar.
    starts_at: Its start.
    """

    appointment_id: AppointmentId
    calendar_id: CalendarId
    starts_at: datetime


@event("APPOINTMENT_CORRECTED", version=1, aggregate="appointment_id")
class AppointmentCorrected(Event):
    """A member has corrected what an appointment says of its customer.

    appointment_id: The appointment.
    calendar_id: Its calendar.
    fields: What was corrected.
    """

    appointment_id: AppointmentId
    calendar_id: CalendarId
    fields: list[Annotated[str, example("customer_email")]]


@event("APPOINTMENT_RESCHEDULED", version=1, aggregate="appointment_id")
class AppointmentRescheduled(Event):
    """An appointment has been moved to another time, or given to another host.

    appointment_id: The appointment.
    calendar_id: Its calendar.
    previous_starts_at: When it would have begun.
    starts_at: Its start now.
    ends_at: Its end now.
    status: PENDING until a member confirms it, if the calendar asks for that.
    changed_by: Who moved it.
    """

    appointment_id: AppointmentId
    calendar_id: CalendarId
    previous_starts_at: datetime
    starts_at: datetime
    ends_at: datetime
    status: Status
    changed_by: Side


@event("APPOINTMENT_CANCELLED", version=1, aggregate="appointment_id")
class AppointmentCancelled(Event):
    """An appointment has been cancelled; its time can be booked again.

    appointment_id: The appointment.
    calendar_id: Its calendar.
    starts_at: When it would have begun.
    cancelled_by: Who cancelled it; NOBODY: it was a request, and its time came unanswered.
    reason: The reason given, for people; may be empty.
    """

    appointment_id: AppointmentId
    calendar_id: CalendarId
    starts_at: datetime
    cancelled_by: Side
    reason: Annotated[str, example("I am ill.")]


@event("APPOINTMENT_COMPLETED", version=1, aggregate="appointment_id")
class AppointmentCompleted(Event):
    """An appointment has taken place.

    appointment_id: The appointment.
    calendar_id: Its calendar.
    starts_at: Its start.
    """

    appointment_id: AppointmentId
    calendar_id: CalendarId
    starts_at: datetime


@event("APPOINTMENT_NO_SHOW", version=1, aggregate="appointment_id")
class AppointmentNoShow(Event):
    """The customer did not come to an appointment.

    appointment_id: The appointment.
    calendar_id: Its calendar.
    starts_at: When it would have begun.
    """

    appointment_id: AppointmentId
    calendar_id: CalendarId
    starts_at: datetime


@event("CALENDAR_CONFLICT_FOUND", version=1, aggregate="appointment_id")
class CalendarConflictFound(Event):
    """A calendar elsewhere disagrees with an appointment; its host is told by mail.

    appointment_id: The appointment.
    calendar_id: Its calendar.
    connection_id: The connection to the calendar elsewhere.
    host_id: Whose calendar that is.
    change: What happened there: the appointment was MOVED or DELETED, or the host is BUSY with \
something else.
    starts_at: When the appointment starts here.
    """

    appointment_id: AppointmentId
    calendar_id: CalendarId
    connection_id: Annotated[str, public_id("cc")]
    host_id: Annotated[str, public_id("host")]
    change: Annotated[str, one_of("MOVED", "DELETED", "BUSY")]
    starts_at: datetime
