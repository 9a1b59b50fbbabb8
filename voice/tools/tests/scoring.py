"""Counts how dialogues and phrases end that others wrote.

`python -m voice.tools.tests.scoring FILE…` prints only totals; `--faults` lists what went wrong,
for those that may be read.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from voice.tools.booking import BookingRequest
from voice.tools.booking.understanding import read_when
from voice.tools.booking.when import Days, When, Window
from voice.tools.tests.paper_desk import Run, desk_named, moment, run_script

TODAY = date(2026, 12, 1)
OFFICE = (8 * 60, 18 * 60)  # readings of a time outside it are of the other half of the day
HALVES = {"AM": Window(0, 720), "PM": Window(720, 1440), "EVENING": Window(960, 1440)}


class Verdict(StrEnum):
    """UNDONE: nothing stands, or less is understood than was said. EXTRA: nothing should stand."""

    RIGHT = "right"
    UNDONE = "nothing"
    WRONG = "WRONG"
    PERSON = "right time, wrong person"
    EXTRA = "EXTRA"


def verdict_of(script: Mapping[str, Any]) -> Verdict:
    """How a dialogue ends; `booked` names the start, and the person if that is to be compared."""
    run = run_script({**script, "booked": {}})
    expected = script["booked"]
    if expected == "nothing":
        return Verdict.EXTRA if run.appointments else Verdict.RIGHT
    if not run.appointments:
        return Verdict.UNDONE
    if len(run.appointments) > 1:
        return Verdict.WRONG
    start, wanted = run.appointments[0].start, moment(expected["start"])
    picks = "picks" in script and _has_its_place(start, wanted, run, script["desk"])
    if start != wanted and not picks:
        return Verdict.WRONG
    return Verdict.RIGHT if _is_as_said(run.appointments[0], expected) else Verdict.PERSON


def _has_its_place(start: datetime, wanted: datetime, run: Run, desk: str) -> bool:
    """True if "the second one" of what was offered is booked.

    Who wrote the dialogue did not see the offers and took the first open times for them.
    """
    for offers in run.offers:
        first = offers[0] if offers else wanted
        last = max(first, wanted).date()
        times = desk_named(desk).open_times(run.appointments[0].calendar, 30, first.date(), last)
        listed = [each for each in times if each >= first]
        if wanted in listed and start in offers:
            return listed.index(wanted) == offers.index(start)
    return False


def _is_as_said(found: BookingRequest, expected: Mapping[str, str]) -> bool:
    return (
        found.name.casefold() == expected.get("name", found.name).casefold()
        and found.email == expected.get("email", found.email)
        and found.phone == expected.get("phone", found.phone)
    )


def verdict_on_phrase(language: str, phrase: str, expected: str) -> Verdict:
    """Expected: NONE, AMBIGUOUS, or a day, a span of days, a time, and either with it.

    A part of the day is AM, PM or EVENING; ">=" and "<=" begin a span of the day.
    """
    when, _, _ = read_when(phrase, language=language, today=TODAY)
    if expected == "NONE":
        return Verdict.EXTRA if when.days or when.either or when.windows else Verdict.RIGHT
    if expected == "AMBIGUOUS":
        if when.days is not None and when.days.is_one:
            return Verdict.WRONG
        return Verdict.RIGHT if when.days or when.either else Verdict.UNDONE
    day, time = _parts(expected)
    found = [_day_fits(when, day), _time_fits(when, time)]
    if Verdict.WRONG in found:
        return Verdict.WRONG
    return Verdict.UNDONE if Verdict.UNDONE in found else Verdict.RIGHT


def _parts(expected: str) -> tuple[str, str]:
    """The day and the time of an expectation, each "" if it has none."""
    if expected.startswith("time "):
        return "", expected.removeprefix("time ")
    day, _, time = expected.replace("T", " ").partition(" ")
    return day, time


def _day_fits(when: When, expected: str) -> Verdict:
    if not expected:
        return Verdict.WRONG if when.days or when.either else Verdict.RIGHT
    first, _, last = expected.partition("..")
    wanted = _work_days(Days(date.fromisoformat(first), date.fromisoformat(last or first)))
    if when.days is None:
        readings = [_work_days(each) for each in when.either]
        is_missed = bool(readings) and not any(each & wanted for each in readings)
        return Verdict.WRONG if is_missed else Verdict.UNDONE
    found = _work_days(when.days)
    if found == wanted:
        return Verdict.RIGHT
    return Verdict.UNDONE if found > wanted else Verdict.WRONG


def _work_days(days: Days) -> set[date]:
    """Days from today on; without a weekend at the end or beginning of something longer."""
    span = [days.first + timedelta(n) for n in range((days.last - days.first).days + 1)]
    all_days = {each for each in span if days.has(each) and each >= TODAY}
    return {each for each in all_days if each.weekday() < 5} or all_days


def _time_fits(when: When, expected: str) -> Verdict:
    if not expected:
        return Verdict.WRONG if when.windows else Verdict.RIGHT
    if not when.windows:
        return Verdict.UNDONE
    if expected in HALVES:
        half = HALVES[expected]
        is_inside = all(half.start <= each.start <= each.end <= half.end for each in when.windows)
        return Verdict.RIGHT if is_inside and not when.is_moment else Verdict.WRONG
    bound = re.fullmatch(r"([<>]=)?(\d\d):(\d\d)", expected)
    assert bound, expected
    minute = int(bound[2]) * 60 + int(bound[3])
    if not bound[1]:
        return _moment_fits(when, minute)
    (span, *others) = when.windows
    is_right = span.start == minute if bound[1] == ">=" else span.end == minute
    is_open = span.end >= OFFICE[1] if bound[1] == ">=" else span.start <= OFFICE[0] + 60
    return Verdict.RIGHT if is_right and is_open and not others else Verdict.WRONG


def _moment_fits(when: When, minute: int) -> Verdict:
    if not when.is_moment:
        centers = {(each.start + each.end) // 2 for each in when.windows}
        return Verdict.RIGHT if centers == {minute} else Verdict.UNDONE  # "around 4"
    readings = {each.start for each in when.windows}
    at_work = {each for each in readings if OFFICE[0] <= each < OFFICE[1]} or readings
    if at_work == {minute}:
        return Verdict.RIGHT
    return Verdict.UNDONE if minute in at_work else Verdict.WRONG


def dialogues_in(path: Path) -> list[Mapping[str, Any]]:
    """Scripts: YAML as ours, or JSON with `said`, `expect.booked`, `name` and `contact`."""
    if path.suffix == ".json":
        return [as_script(each) for each in json.loads(path.read_text())]
    return list(yaml.load(path.read_text(), Loader=yaml.BaseLoader))


def as_script(given: Mapping[str, Any]) -> dict[str, Any]:
    start = given["expect"]["booked"]
    booked: dict[str, str] | str = "nothing"
    if start:
        booked = {"start": start.removeprefix("2026-").replace("T", " "), "name": given["name"]}
        contact = given["contact"]
        is_email = "@" in contact
        key, value = ("email", contact.lower()) if is_email else ("phone", _digits(contact))
        booked[key] = value
    picks = {"picks": "yes"} if "pick" in given["kinds"] else {}
    return {
        **picks,
        "name": given["id"],
        "desk": "kontrolle" if given["language"] == "de" else "checkup",
        "language": given["language"],
        "turns": given["said"],
        "booked": booked,
    }


def _digits(phone: str) -> str:
    return re.sub(r"[^\d+]", "", phone)


def phrases_in(path: Path) -> list[tuple[str, str, str]]:
    """Language, phrase, expectation: between bars as ours, or phrase, language, … by tabs."""
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    if path.suffix == ".tsv":
        rows = [line.split("\t") for line in lines]
        return [(language, phrase, expected) for phrase, language, expected in rows]
    found = [[part.strip() for part in line.split("|")] for line in lines]
    return [(language, phrase, expected) for language, phrase, expected in found]


def totals(verdicts: Iterable[Verdict]) -> dict[str, int]:
    counts = Counter(verdicts)
    return {verdict.value: counts[verdict] for verdict in Verdict}


def main(arguments: list[str]) -> None:
    """FILE of dialogues or of phrases; FILE:odd and FILE:even take every second line."""
    for name in [each for each in arguments if not each.startswith("--")]:
        file, _, half = name.partition(":")
        path = Path(file)
        items: list[Any]
        if path.suffix in (".tsv", ".txt"):
            items = phrases_in(path)
            items = items[half == "even" :: 2] if half else items
            verdicts = [verdict_on_phrase(*each) for each in items]
        else:
            items = dialogues_in(path)
            verdicts = [verdict_of(each) for each in items]
        sys.stdout.write(f"{name} {len(items)} {totals(verdicts)}\n")
        if "--faults" in arguments:
            for item, verdict in zip(items, verdicts, strict=True):
                if verdict is not Verdict.RIGHT:
                    sys.stdout.write(f"  {verdict.value} {item}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
