"""Writes of scheduling."""

from scheduling.services.booking import Customer, book
from scheduling.services.calendars import change_calendar, create_calendar, delete_calendar
from scheduling.services.changing import (
    cancel,
    cancel_all,
    complete,
    confirm,
    decline,
    mark_no_show,
)
from scheduling.services.conflicts import keep_ours, keep_theirs
from scheduling.services.connections import (
    change_connection,
    check_connection,
    create_connection,
    delete_connection,
    request_sync,
)
from scheduling.services.correcting import correct, lock_to_correct
from scheduling.services.erasing import erase_customers, erase_from_lone_mails
from scheduling.services.feeds import delete_feed, read_feed, rotate_feed
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
    replace_weekly_slots,
    set_date_overrides,
)
from scheduling.services.moving import reschedule
from scheduling.services.sessions import (
    create_session_link,
    end_session,
    redeem_session_link,
    request_session_links,
)

__all__ = [
    "Customer",
    "add_busy_time",
    "add_date_override",
    "add_weekly_slot",
    "assign_hosts",
    "book",
    "cancel",
    "cancel_all",
    "change_calendar",
    "change_connection",
    "change_date_override",
    "change_host",
    "change_weekly_slot",
    "check_connection",
    "complete",
    "confirm",
    "correct",
    "create_calendar",
    "create_connection",
    "create_host",
    "create_session_link",
    "decline",
    "delete_busy_time",
    "delete_calendar",
    "delete_connection",
    "delete_date_override",
    "delete_feed",
    "delete_host",
    "delete_weekly_slot",
    "end_session",
    "erase_customers",
    "erase_from_lone_mails",
    "hold_time",
    "keep_ours",
    "keep_theirs",
    "lock_to_correct",
    "mark_no_show",
    "read_feed",
    "redeem_session_link",
    "release_hold",
    "renew_hold",
    "replace_weekly_slots",
    "request_session_links",
    "request_sync",
    "reschedule",
    "rotate_feed",
    "set_date_overrides",
]
