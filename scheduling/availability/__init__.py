"""Which times of a calendar can be booked: pure functions over one snapshot.

`judge` decides one time; `open_times` lists exactly the times that `judge` accepts. Nothing here
knows Django, rows or the clock. Instants are whole seconds since the epoch, UTC.
"""

from scheduling.availability.judging import judge, misfits
from scheduling.availability.listing import nearest, open_times
from scheduling.availability.opening import local_date
from scheduling.availability.values import (
    MAX_DAYS,
    MAX_MINUTES,
    MIN_MINUTES,
    HostTime,
    Intervals,
    Offer,
    Proposal,
    Refusal,
    Rule,
    Rules,
    Snapshot,
    Window,
)

__all__ = [
    "MAX_DAYS",
    "MAX_MINUTES",
    "MIN_MINUTES",
    "HostTime",
    "Intervals",
    "Offer",
    "Proposal",
    "Refusal",
    "Rule",
    "Rules",
    "Snapshot",
    "Window",
    "judge",
    "local_date",
    "misfits",
    "nearest",
    "open_times",
]
