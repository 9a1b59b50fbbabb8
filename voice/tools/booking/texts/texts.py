"""The sentences of a booking dialogue in one language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Texts:
    """Templates for `str.format`; what each is for is its name.

    weekdays: from Monday. months: from January. date: of a weekday, day, month and year.
    """

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    date: str
    full_date: str
    moment: str
    full_moment: str
    is_twelve_hours: bool
    clock: str
    or_: str
    and_: str
    minutes: str
    ask_calendar: str
    ask_length: str
    no_such_length: str
    ask_when: str
    offer_some: str
    offer_one: str
    offer_day: str
    offer_many: str
    ask_which: str
    ask_day: str
    nothing_then: str
    nothing_at_all: str
    nothing_more: str
    instead: str
    zone_note: str
    kept: str
    ask_name: str
    ask_email: str
    ask_phone: str
    ask_contact: str
    ask_again: str
    bad_email: str
    bad_phone: str
    confirm: str
    confirm_move: str
    confirm_again: str
    what_to_change: str
    booked: str
    booked_pending: str
    moved: str
    change_here: str
    change_link: str
    taken: str
    refused: str
    too_many: str
    twice: str
    stopped: str
    restarted: str
    not_here: str
    ask_cancel: str
    cancelled: str
    kept_appointment: str
    not_changeable: str
    unclear: str
    remind_when: str
    remind_details: str
    remind_confirm: str
    remind_cancel: str
