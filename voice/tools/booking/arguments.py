"""A model's arguments, checked as a stranger's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from voice.tools.booking.desk import BookableCalendar, Desk
from voice.tools.booking.state import Made, State
from voice.tools.booking.written import Written

FARTHEST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a tool. arguments: None if they were no JSON object. written: by the customer."""

    name: str
    arguments: Mapping[str, object] | None
    state: State
    written: Written
    now: datetime


class ArgumentInvalid(Exception):
    """A model's argument that is missing or is not what the schema says."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a call, each as far as it is what it should be."""

    call: Call
    desk: Desk
    given: Mapping[str, object] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "given", self.call.arguments or {})

    def calendar(self) -> BookableCalendar:
        return self.calendar_named(self.text("calendar"))

    def calendar_named(self, key: str) -> BookableCalendar:
        for each in self.desk.calendars():
            if each.key == key:
                return each
        raise ArgumentInvalid("There is no such calendar.")

    def minutes(self, calendar: BookableCalendar) -> int:
        minutes = self.given.get("minutes", calendar.minutes[0])
        if type(minutes) is not int or minutes not in calendar.minutes:
            raise ArgumentInvalid(f"`minutes` is one of {list(calendar.minutes)}.")
        return minutes

    def text(self, name: str, default: str | None = None) -> str:
        value = self.given.get(name, default)
        if not isinstance(value, str) or len(value) > 254 or "\x00" in value:
            raise ArgumentInvalid(f"`{name}` is a text.")
        if default is None and not value.strip():
            raise ArgumentInvalid(f"`{name}` is needed.")
        return " ".join(value.split())

    def day(self, name: str) -> date:
        try:
            return date.fromisoformat(self.text(name))
        except ValueError as error:
            raise ArgumentInvalid(f"`{name}` is a day, YYYY-MM-DD.") from error

    def start(self, calendar: BookableCalendar) -> datetime:
        try:
            start = datetime.fromisoformat(self.text("start"))
            in_zone = start.astimezone(ZoneInfo(calendar.zone))
        except (ValueError, OverflowError) as error:
            raise ArgumentInvalid("`start` is a time, ISO 8601 with offset.") from error
        if start.tzinfo is None:
            raise ArgumentInvalid("`start` needs its offset, as find_times gives it.")
        return in_zone

    def made(self) -> Made:
        if self.call.state.made is None:
            raise ArgumentInvalid("No appointment was booked in this conversation.")
        return self.call.state.made

    def open_times(
        self, calendar: BookableCalendar, minutes: int, first: date, last: date
    ) -> list[datetime]:
        """Every open time, that which is held for the customer among them."""
        zone = ZoneInfo(calendar.zone)
        today = self.call.now.astimezone(zone).date()
        first, last = max(first, today), min(last, today + FARTHEST)
        if last < first:
            return []
        times = set(self.desk.open_times(calendar.key, minutes, first, last))
        state = self.call.state
        if (
            state.held
            and state.start
            and (state.calendar, state.minutes) == (calendar.key, minutes)
        ):
            held = datetime.fromisoformat(state.start).astimezone(zone)
            if first <= held.date() <= last and held > self.call.now:
                times.add(held)
        return sorted(times)
