"""What hosts are told in their agenda; a language is one of these with all of its fields."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaSentences:
    """Braces are filled in by `format`: {business}, {count}, {customer}, {names}, {status}, {time},
    {title}.
    """

    title: str
    # signing in
    sign_in: str
    sign_in_hint: str
    sign_in_again: str
    other_network: str
    send_link: str
    sent: str
    sent_hint: str
    enter_hint: str
    link_over: str
    link_over_hint: str
    ask_again: str
    sign_out: str
    signed_out: str
    mail_title: str
    mail_text: str
    mail_hint: str
    # days and weeks
    day: str
    week: str
    today: str
    previous_day: str
    next_day: str
    previous_week: str
    next_week: str
    waiting: str
    nothing: str
    nothing_hint: str
    not_all: str
    since: str
    until: str
    all_day: str
    back: str
    missing: str
    missing_hint: str
    # an appointment, a hold, an absence
    pending: str
    confirmed: str
    completed: str
    no_show: str
    cancelled: str
    held: str
    held_hint: str
    busy: str
    elsewhere: str
    off: str
    notes: str
    together: str
    yes: str
    no: str
    # conflicts
    conflict: str
    conflicts: str
    while_busy: str
    while_busy_hint: str
    while_off: str
    while_off_hint: str
    moved: str
    repeats: str
    deleted: str
    keep_ours: str
    put_back: str
    take_theirs: str
    cancel_too: str
    # what a host does
    confirm: str
    decline: str
    decline_title: str
    decline_yes: str
    reason_hint: str
    complete: str
    miss: str
    done: str
    changed: str
    not_begun: str
    not_possible: str
    resolved: str
    unreadable: str
    # time off
    take_off: str
    take_off_hint: str
    starts: str
    ends: str
    off_title: str
    remove: str
    ends_before: str
    moment_wrong: str

    def status(self, status: str) -> str:
        """The status of an appointment in words."""
        return str(getattr(self, status.lower()))

    def answer(self, value: object) -> str:
        """An answer to a question that was asked at booking."""
        return (self.yes if value else self.no) if isinstance(value, bool) else str(value)
