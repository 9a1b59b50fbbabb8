"""Reads of scheduling."""

from scheduling.queries.appointments import (
    Explanation,
    Slot,
    appointments,
    explain,
    labelled_answers,
    open_slots,
    upcoming_of_customer,
)
from scheduling.queries.calendars import (
    busy_times,
    calendars,
    date_overrides,
    holidays_of,
    hosts,
    weekly_slots,
)
from scheduling.queries.connections import conflicts, connections, feed_of
from scheduling.queries.notices import is_customer_mailed

__all__ = [
    "Explanation",
    "Slot",
    "appointments",
    "busy_times",
    "calendars",
    "conflicts",
    "connections",
    "date_overrides",
    "explain",
    "feed_of",
    "holidays_of",
    "hosts",
    "is_customer_mailed",
    "labelled_answers",
    "open_slots",
    "upcoming_of_customer",
    "weekly_slots",
]
