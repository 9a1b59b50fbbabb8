"""Booking in a conversation: a deterministic dialogue. No model, no Django, no rows, no clock."""

from voice.tools.booking.desk import (
    YES,
    BookableCalendar,
    Booked,
    BookingRequest,
    Desk,
    Needs,
    Question,
    Reason,
    Refused,
)
from voice.tools.booking.dialogue import reminder, step
from voice.tools.booking.state import Made, Phase, State

__all__ = [
    "YES",
    "BookableCalendar",
    "Booked",
    "BookingRequest",
    "Desk",
    "Made",
    "Needs",
    "Phase",
    "Question",
    "Reason",
    "Refused",
    "State",
    "reminder",
    "step",
]
