"""What the booking pages say; a language is one of these with all of its fields."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentences:
    """Braces are filled in by `format`: {count}, {date}, {email}, {month}, {place}, {seconds},
    {time}, {zone}.
    """

    # choosing a time
    book_title: str
    duration: str
    minutes: str
    time_zone: str
    show: str
    choose_day: str
    previous_month: str
    next_month: str
    day: str
    times_in: str
    none_in_month: str
    next_open: str
    none_at_all: str
    none_that_day: str
    duration_not_offered: str
    confirmed_by_hand: str
    change_time: str
    # the form
    your_details: str
    reach_hint: str
    name: str
    email: str
    phone: str
    phone_hint: str
    notes: str
    optional: str
    choose: str
    yes: str
    no: str
    book: str
    request: str
    fix: str
    required: str
    email_wrong: str
    phone_wrong: str
    text_wrong: str
    too_long: str
    reach_missing: str
    answer_wrong: str
    too_many_booked: str
    already_booked: str
    # a time that cannot be had
    taken: str
    too_soon: str
    not_offered: str
    nearest: str
    none_near: str
    all_times: str
    # an appointment
    booked: str
    requested: str
    keep_link: str
    requested_hint: str
    mailed: str
    open_page: str
    appointment: str
    what: str
    when: str
    where: str
    with_whom: str
    who: str
    by_phone: str
    time_there: str
    waiting: str
    save: str
    move: str
    move_title: str
    until_now: str
    move_here: str
    moved: str
    cancel: str
    cancel_title: str
    cancel_reason: str
    cancel_yes: str
    keep: str
    cancelled: str
    over: str
    too_late: str
    change_until: str
    change_never: str
    contact: str
    book_again: str
    # nothing to show
    link_invalid: str
    link_hint: str
    closed: str
    closed_hint: str
    busy: str
    busy_hint: str
    language: str
