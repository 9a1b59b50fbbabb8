"""Booking in a conversation: a deterministic dialogue. No model, no Django, no rows, no clock."""

from voice.tools.booking.desk import (
    YES,
    BookableCalendar,
    Booked,
    BookingRequest,
    Closing,
    Desk,
    Needs,
    Question,
    Reason,
    Refused,
    Why,
)
from voice.tools.booking.dialogue import reminder, step
from voice.tools.booking.state import Made, Phase, State
from voice.tools.booking.when import Window

__all__ = [
    "YES",
    "BookableCalendar",
    "Booked",
    "BookingRequest",
    "Closing",
    "Desk",
    "Made",
    "Needs",
    "Phase",
    "Question",
    "Reason",
    "Refused",
    "State",
    "Why",
    "Window",
    "reminder",
    "step",
]
