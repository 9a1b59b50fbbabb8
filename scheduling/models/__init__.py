"""Tables of scheduling; one module per noun."""

from scheduling.models.appointments import Appointment, Hold, Reservation
from scheduling.models.calendars import Calendar, DateOverride, WeeklySlot
from scheduling.models.connections import CalendarConnection, CalendarFeed, OutsideEvent
from scheduling.models.hosts import BusyTime, CalendarHost, Host
from scheduling.models.notices import AppointmentNotice
from scheduling.models.sessions import HostSession, SessionLink

__all__ = [
    "Appointment",
    "AppointmentNotice",
    "BusyTime",
    "Calendar",
    "CalendarConnection",
    "CalendarFeed",
    "CalendarHost",
    "DateOverride",
    "Hold",
    "Host",
    "HostSession",
    "OutsideEvent",
    "Reservation",
    "SessionLink",
    "WeeklySlot",
]
