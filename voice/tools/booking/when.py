"""Days and times as a visitor wants them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Days:
    """Days from the first to the last; only these weekdays (0 = Monday), if any are named."""

    first: date
    last: date
    weekdays: tuple[int, ...] = ()

    @classmethod
    def one(cls, day: date) -> Days:
        return cls(day, day)

    @property
    def is_one(self) -> bool:
        return self.first == self.last

    def has(self, day: date) -> bool:
        in_span = self.first <= day <= self.last
        return in_span and (not self.weekdays or day.weekday() in self.weekdays)


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A part of a day in minutes since midnight; one moment if `start` is `end`."""

    start: int
    end: int

    def has(self, minute: int) -> bool:
        return self.start <= minute < self.end or minute == self.start

    @property
    def is_moment(self) -> bool:
        return self.start == self.end


@dataclass(frozen=True, slots=True)
class When:
    """What a message says of days and times.

    either: days of which one is meant, without saying which; `days` is None then.
    is_weekday: True if `days` is one named by nothing but its weekday.
    windows: any of them will do; several moments are readings of one time ("at 3").
    is_soonest: as early as possible.
    """

    days: Days | None = None
    either: tuple[Days, ...] = ()
    windows: tuple[Window, ...] = ()
    is_soonest: bool = False
    is_weekday: bool = False

    def __bool__(self) -> bool:
        return bool(self.days or self.either or self.windows or self.is_soonest)

    @property
    def is_moment(self) -> bool:
        """True if a time of day is named, not a part of the day."""
        return bool(self.windows) and all(each.is_moment for each in self.windows)

    def fits(self, start: datetime) -> bool:
        """True if a start, in the calendar's zone, is among what is wanted."""
        if self.days is not None and not self.days.has(start.date()):
            return False
        return fits_windows(self.windows, start)


def fits_windows(windows: Iterable[Window], start: datetime) -> bool:
    """True for every start if there are no windows."""
    wanted = tuple(windows)
    return not wanted or any(each.has(start.hour * 60 + start.minute) for each in wanted)
