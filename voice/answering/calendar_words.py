"""Days that a text implies without naming them: "Monday to Friday" includes Wednesday."""

from __future__ import annotations

import re

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january february march april may june july august september october november december"
).split()

_SHORT = {day[:length]: i for i, day in enumerate(DAYS) for length in (3, 4, 5)} | {
    day: i for i, day in enumerate(DAYS)
}
_DAY = r"(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)(?:day|nesday|sday|rsday|urday)?s?\.?"
_RANGE = re.compile(rf"\b({_DAY})\s*(?:-|–|—|to|till|until|through|thru)\s*({_DAY})(?!\w)", re.I)
_SINGLE = re.compile(rf"\b({_DAY})(?!\w)", re.IGNORECASE)
_WEEKDAYS = re.compile(r"\b(?:weekdays?|working days?|business days?)\b", re.IGNORECASE)
_WEEKEND = re.compile(r"\bweekends?\b", re.IGNORECASE)
_EVERY_DAY = re.compile(r"\b(?:daily|every day|each day|seven days|7 days a week|24/7)\b", re.I)


def days_meant(text: str) -> frozenset[str]:
    """The days that a text mentions by their full names, or as "weekday" and "weekend"."""
    days: set[int] = set()
    for match in _RANGE.finditer(text):
        first, last = _index(match[1]), _index(match[2])
        if first is not None and last is not None:
            days.update((first + i) % 7 for i in range((last - first) % 7 + 1))
    days.update(i for m in _SINGLE.finditer(text) if (i := _index(m[1])) is not None)
    if _WEEKDAYS.search(text):
        days.update(range(5))
    if _WEEKEND.search(text):
        days.update((5, 6))
    if _EVERY_DAY.search(text):
        days.update(range(7))
    names = {DAYS[i] for i in days}
    if days >= set(range(5)):
        names.add("weekday")
    if days & {5, 6}:
        names.add("weekend")
    return frozenset(names)


def _index(day: str) -> int | None:
    name = day.lower().rstrip(".")
    return _SHORT.get(name, _SHORT.get(name.removesuffix("s")))
