"""What people say in a booking dialogue besides days and times, in one language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Phrases:
    """Patterns without groups, matched in normalized text.

    yes, no, stop: at the beginning of what is said. doubt: makes a yes no yes.
    topic: makes a question with a day in it one for the answer engine.
    nouns, verbs, visits, openings: of what asks for an appointment. not_booking: of what does not.
    openly: asks for a time without naming one. mere: words beside a day that ask if it is free;
        mere_then: beside a day and a time.
    about: anywhere in a sentence that is about appointments, without asking for one.
    courtesy: said before or after a name; name_after: says that it is one.
    surname, spelled: of a correction of the name.
    same_time: on another day.
    shifts: words of a change of mind. hesitates: words of a pause, which change nothing.
    proposes: begins a question that proposes a time.
    change_day, change_time, change_name, change_contact: what of a booking is wrong; is_wrong may
        follow.
    own: of the appointment that somebody has already.
    cannot: of one that somebody will not keep. another: of one more.
    """

    markers: str
    yes: str
    no: str
    stop: str
    doubt: str
    restart: str
    question: str
    topic: str
    nouns: str
    verbs: str
    visits: str
    openings: str
    openly: str
    mere: str
    mere_then: str
    about: str
    not_booking: str
    move: str
    cancel: str
    cannot: str
    another: str
    own: str
    is_wrong: str
    keep: str
    change_day: str
    change_time: str
    change_name: str
    change_contact: str
    first: tuple[str, ...]
    last: str
    later_one: str
    earlier_one: str
    earliest: str
    other: str
    that: str
    later: str
    earlier: str
    more: str
    none: str
    name: str
    weak_name: str
    not_names: str
    day_before: str
    day_after: str
    name_after: str
    same_day: str
    courtesy: str
    day_names: str
    surname: str
    spelled: str
    same_time: str
    shifts: str
    hesitates: str
    proposes: str
    digits: tuple[tuple[str, str], ...]
    double: str
    triple: str
    zones: str = ""
