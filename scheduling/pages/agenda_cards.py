"""An entry of an agenda with all that its host wants to know of it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from scheduling.models import Appointment, BusyTime, Hold, Host
from scheduling.pages.agenda_frame import PATH
from scheduling.pages.summary import Place, place_of
from scheduling.pages.viewing import Viewer
from scheduling.queries import labelled_answers
from scheduling.shapes import EntryShown


@dataclass(frozen=True, slots=True)
class Card:
    """phone, email: as links. together: with which other hosts. page: of the appointment."""

    shown: EntryShown
    row: Appointment | Hold | BusyTime
    phone: str = ""
    email: str = ""
    place: Place | None = None
    answers: tuple[tuple[str, str], ...] = ()
    together: str = ""
    page: str = ""
    cancel: str = ""


def card_of(shown: EntryShown, host: Host, viewer: Viewer) -> Card:
    row, say = shown.row, viewer.say_host
    if not isinstance(row, Appointment):
        return Card(shown, row)
    others = [each.name for each in shown.entry.hosts if each != host]
    page = f"{PATH}/{row.public_id}"
    number = row.customer_phone_e164 or row.customer_phone
    return Card(
        shown,
        row,
        phone=f"tel:{quote(number, safe='+')}" if number else "",
        email=f"mailto:{quote(row.customer_email, safe='@')}" if row.customer_email else "",
        place=place_of(row.calendar, viewer, is_booked=True),
        answers=tuple((label, say.answer(value)) for label, value in labelled_answers(row)),
        together=say.together.format(names=", ".join(others)) if others else "",
        page=viewer.link(page),
        cancel=viewer.link(f"{page}/cancel"),
    )
