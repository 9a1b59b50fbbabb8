"""Recurrence rules mean what `dateutil` says they mean, and cost no more than their budget."""

from __future__ import annotations

import datetime as calendar_module
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import dateutil.rrule
import pytest
from dateutil.rrule import rrulestr
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scheduling.ics.rules import Budget, RuleUnreadable, occurrences, parse_rule

START = datetime(2024, 2, 29, 9, 30)  # noqa: DTZ001 (local times throughout)
PLENTY = 1_000_000


def expand(
    text: str, *, after: datetime = START, days: int = 800, steps: int = PLENTY
) -> list[datetime]:
    rule = parse_rule(text)
    before = after + timedelta(days=days)
    return list(occurrences(rule, START, after=after, before=before, budget=Budget(steps)))


def _subset(values: range) -> st.SearchStrategy[str]:
    picked = st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)
    return picked.map(lambda each: ",".join(map(str, sorted(each))))


_WEEKDAYS = st.lists(
    st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, max_size=3, unique=True
).map(",".join)
_NUMBERED = st.tuples(
    st.sampled_from(["1", "2", "4", "5", "-1", "-2"]), st.sampled_from(["MO", "TH", "SU"])
).map("".join)


@st.composite
def rules(draw: st.DrawFn) -> str:
    frequency = draw(st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 5))}"]
    weekdays = _WEEKDAYS | _NUMBERED if frequency in ("YEARLY", "MONTHLY") else _WEEKDAYS
    choices = {
        "BYMONTH": _subset(range(1, 13)),
        "BYDAY": weekdays,
        "BYHOUR": _subset(range(24)),
        "BYMINUTE": _subset(range(60)),
        "WKST": st.sampled_from(["MO", "SU", "WE"]),
    }
    if frequency != "WEEKLY":
        choices["BYMONTHDAY"] = _subset(range(1, 32)) | st.just("-1")
    if frequency == "YEARLY":
        choices["BYYEARDAY"] = _subset(range(1, 367)) | st.just("-1")
    for name in draw(st.lists(st.sampled_from(sorted(choices)), max_size=3, unique=True)):
        parts.append(f"{name}={draw(choices[name])}")
    # Which of a set is asked for only means something where both make a set.
    if any(part.startswith("BY") for part in parts) and draw(st.booleans()):
        parts.append(f"BYSETPOS={draw(st.sampled_from(['1', '-1', '2', '1,-1']))}")
    match draw(st.integers(0, 2)):
        case 1:
            parts.append(f"COUNT={draw(st.integers(1, 30))}")
        case 2:
            until = START + timedelta(days=draw(st.integers(0, 900)), hours=draw(st.integers(0, 3)))
            parts.append(f"UNTIL={until:%Y%m%dT%H%M%S}")
    return ";".join(parts)


@pytest.fixture(name="ends_soon", scope="module")
def _end_soon() -> Iterator[None]:
    """Let the other implementation end in 2026: what never comes true, it tries until 9999."""
    names = {name: getattr(calendar_module, name) for name in dir(calendar_module)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dateutil.rrule, "datetime", SimpleNamespace(**names | {"MAXYEAR": 2026}))
        yield


@given(rules(), st.integers(0, 300))
@settings(max_examples=100, deadline=None, derandomize=True)
@example("FREQ=HOURLY;INTERVAL=1;BYMINUTE=0", 0)
@pytest.mark.usefixtures("ends_soon")
def test_a_rule_gives_the_times_of_another_implementation(text: str, skipped: int) -> None:
    after = START + timedelta(days=skipped)
    expected = rrulestr(text, dtstart=START).between(
        after - timedelta(seconds=1), after + timedelta(days=400, seconds=-1)
    )

    assert expand(text, after=after, days=400) == expected, text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A month's first Monday or its Tuesdays: the other implementation asks for both at once.
        ("FREQ=MONTHLY;BYDAY=1MO,TU;COUNT=3", [(3, 4), (3, 5), (3, 12)]),
        # A week's day is the first one's, where the rule names only the week.
        ("FREQ=YEARLY;BYWEEKNO=20;COUNT=1", [(5, 16)]),
        ("FREQ=YEARLY;BYWEEKNO=-1;BYDAY=MO;COUNT=1", [(12, 23)]),
        ("FREQ=DAILY;UNTIL=20240302", [(2, 29), (3, 1), (3, 2)]),
    ],
)
def test_a_rule_is_read_as_the_standard_says(text: str, expected: list[tuple[int, int]]) -> None:
    assert [each.date() for each in expand(text)] == [date(2024, *day) for day in expected]


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=SECONDLY",
        "FREQ=SECONDLY;BYSECOND=0;BYMINUTE=0;BYHOUR=0;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MINUTELY;COUNT=2000000000",
        "FREQ=HOURLY;BYMINUTE=" + ",".join(map(str, range(60))),
    ],
)
def test_a_bomb_ends_with_its_budget(text: str) -> None:
    with pytest.raises(RuleUnreadable):
        expand(text, after=START + timedelta(days=3000), steps=20_000)


@pytest.mark.parametrize(
    "text", ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6"]
)
def test_a_rule_that_never_comes_true_ends_with_the_window(text: str) -> None:
    assert expand(text, after=START + timedelta(days=300_000), steps=2000) == []


@pytest.mark.parametrize(
    "text",
    [
        *("", "FREQ", "FREQ=FORTNIGHTLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1"),
        *("FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=x", "FREQ=DAILY;UNTIL=tomorrow"),
        *("FREQ=DAILY;BYHOUR=24", "FREQ=DAILY;BYMONTHDAY=0", "FREQ=DAILY;BYDAY=XX"),
        *("FREQ=DAILY;WKST=XX", "FREQ=DAILY;BYHOUR=-1", f"FREQ=DAILY;INTERVAL={'9' * 5000}"),
    ],
)
def test_a_rule_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(RuleUnreadable):
        parse_rule(text)
