"""Writes of scheduling."""

from scheduling.services.booking import Customer, book
from scheduling.services.calendars import change_calendar, create_calendar, delete_calendar
from scheduling.services.changing import cancel, complete, confirm, mark_no_show, reschedule
from scheduling.services.erasing import erase_customers
from scheduling.services.holding import hold_time, release_hold, renew_hold
from scheduling.services.hosts import (
    add_busy_time,
    assign_hosts,
    change_host,
    create_host,
    delete_busy_time,
    delete_host,
)
from scheduling.services.hours import (
    add_date_override,
    add_weekly_slot,
    change_date_override,
    change_weekly_slot,
    delete_date_override,
    delete_weekly_slot,
)

__all__ = [
    "Customer",
    "add_busy_time",
    "add_date_override",
    "add_weekly_slot",
    "assign_hosts",
    "book",
    "cancel",
    "change_calendar",
    "change_date_override",
    "change_host",
    "change_weekly_slot",
    "complete",
    "confirm",
    "create_calendar",
    "create_host",
    "delete_busy_time",
    "delete_calendar",
    "delete_date_override",
    "delete_host",
    "delete_weekly_slot",
    "erase_customers",
    "hold_time",
    "mark_no_show",
    "release_hold",
    "renew_hold",
    "reschedule",
]
