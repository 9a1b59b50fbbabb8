"""One step of a dialogue while it is taken: the state so far, what was heard, what is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypedDict, Unpack
from zoneinfo import ZoneInfo

from voice.tools.booking.desk import BookableCalendar, Desk, Needs, Question
from voice.tools.booking.hearing import Heard
from voice.tools.booking.state import Detail, Made, Phase, State
from voice.tools.booking.texts import texts_of
from voice.tools.booking.texts.texts import Texts
from voice.tools.booking.when import When
from voice.tools.booking.wording import Wording


class _Changes(TypedDict, total=False):
    """Fields of a `State`."""

    phase: Phase
    calendar: str
    minutes: int
    wanted: When
    moments: tuple[int, ...]
    offers: tuple[str, ...]
    shown: tuple[str, ...]
    start: str
    held: str
    asked: str
    name: str
    email: str
    phone: str
    answers: tuple[str, ...]
    made: Made | None
    is_moving: bool
    attempts: int


class Talk:
    """`state` is replaced as the step goes on; `lines` become the reply.

    is_kept: True once a time was held in this step, so that it is said.
    """

    def __init__(
        self,
        state: State,
        heard: Heard,
        desk: Desk,
        calendars: Sequence[BookableCalendar],
        now: datetime,
    ) -> None:
        self.state, self.heard, self.desk, self.now = state, heard, desk, now
        self.calendars = calendars
        self.lines: list[str] = []
        self.is_kept = False

    @property
    def texts(self) -> Texts:
        return texts_of(self.state.language)

    @property
    def words(self) -> Wording:
        return Wording(self.texts)

    def say(self, template: str, **values: str) -> None:
        self.lines.append(template.format(**values))

    def change(self, **fields: Unpack[_Changes]) -> None:
        self.state = replace(self.state, **fields)

    @property
    def calendar(self) -> BookableCalendar | None:
        found = [each for each in self.calendars if each.key == self.state.calendar]
        return found[0] if found else None

    @property
    def zone(self) -> ZoneInfo:
        return zone_of(self.state, self.calendars)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def offers(self) -> list[datetime]:
        return [self.local(each) for each in self.state.offers]

    @property
    def start(self) -> datetime | None:
        return self.local(self.state.start) if self.state.start else None

    def local(self, iso: str) -> datetime:
        return datetime.fromisoformat(iso).astimezone(self.zone)

    def forget_time(self) -> None:
        """Give back what was held; the day and time that were wanted stay."""
        if self.state.held:
            self.desk.release(self.state.held)
        self.change(held="", start="")

    def finish(self) -> None:
        """End the dialogue; what was said of the person stays, for another appointment."""
        self.forget_time()
        self.change(**_NOTHING)


_NOTHING = _Changes(
    phase=Phase.IDLE,
    calendar="",
    minutes=0,
    wanted=When(),
    moments=(),
    offers=(),
    shown=(),
    start="",
    held="",
    asked="",
    answers=(),
    is_moving=False,
)


def zone_of(state: State, calendars: Sequence[BookableCalendar]) -> ZoneInfo:
    """The zone of the calendar that is booked; before it is known, that of the first."""
    chosen = [each for each in calendars if each.key == state.calendar] or calendars
    return ZoneInfo(chosen[0].zone)


def without_time(when: When) -> When:
    return replace(when, windows=())


def missing_detail(
    state: State, calendar: BookableCalendar
) -> tuple[Detail, Question | None] | None:
    """What to ask for next, None if all is known."""
    if state.is_moving:
        return None
    if not state.name:
        return Detail.NAME, None
    needs = calendar.needs
    if needs in (Needs.EMAIL, Needs.BOTH) and not state.email:
        return Detail.EMAIL, None
    if needs in (Needs.PHONE, Needs.BOTH) and not state.phone:
        return Detail.PHONE, None
    if needs is Needs.EITHER and not (state.email or state.phone):
        return Detail.CONTACT, None
    if len(state.answers) < len(calendar.questions):
        return Detail.QUESTION, calendar.questions[len(state.answers)]
    return None
