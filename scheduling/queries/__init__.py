"""Reads of scheduling."""

from scheduling.queries.appointments import (
    Explanation,
    Slot,
    appointments,
    explain,
    labelled_answers,
    open_of_customer,
    open_slots,
)
from scheduling.queries.calendars import (
    busy_times,
    calendars,
    date_overrides,
    holidays_of,
    hosts,
    weekly_slots,
)
from scheduling.queries.connections import conflicts, connections, feed_of, overlaps
from scheduling.queries.notices import is_customer_mailed
from scheduling.queries.reasons import hours_of, name_of_holiday, reason_for

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
    "hours_of",
    "name_of_holiday",
    "is_customer_mailed",
    "labelled_answers",
    "open_of_customer",
    "open_slots",
    "overlaps",
    "reason_for",
    "weekly_slots",
]
