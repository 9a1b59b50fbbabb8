"""What mails about appointments say; a language is one of these with all of its fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Told(NamedTuple):
    """What has happened. title: begins the subject; text: with {business}, to hosts {customer}."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSentences:
    """hello: with {name}. online: where the appointment is, if that is a link.
    unexpected: to somebody who has booked nothing.
    """

    hello: str
    requested: Told
    booked: Told
    confirmed: Told
    rescheduled: Told
    cancelled: Told
    declined: Told
    reminder: Told
    conflict: Told = Told("", "")  # to hosts alone
    see: str
    online: str
    unexpected: str
