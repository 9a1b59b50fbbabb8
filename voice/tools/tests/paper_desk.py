"""A desk in memory, and the scripts that are run against it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from voice.tools.booking import (
    BookableCalendar,
    Booked,
    BookingRequest,
    Closing,
    Needs,
    Question,
    Reason,
    Refused,
    State,
    Why,
    step,
)
from voice.tools.booking.when import Window

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 6, 1, 9, 0, tzinfo=ZONE)
DIALOGUES = Path(__file__).parent / "dialogues"
NO_SCRIPTS = ("desks", "heldout")  # those held out are counted, see `scoring`


@dataclass
class PaperDesk:
    """Open times as they are written down; everything else follows from what is booked."""

    listed: Sequence[BookableCalendar]
    times: dict[str, set[datetime]]
    holds: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    booked: dict[str, BookingRequest] = field(default_factory=dict)
    by_key: dict[str, Booked] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    refusals: list[Reason] = field(default_factory=list)
    now: datetime = NOW
    closed: Mapping[date, str] = field(default_factory=dict)
    needs_country_code: bool = False

    def calendars(self) -> Sequence[BookableCalendar]:
        return self.listed

    def open_times(self, calendar: str, minutes: int, first: date, last: date) -> list[datetime]:
        held = {time for key, time in self.holds.values() if key == calendar}
        return [
            each
            for each in sorted(self.times[calendar] - held)
            if first <= each.date() <= last and each > self.now
        ]

    def why_closed(
        self, calendar: str, day: date, minutes: int, *, at: int | None, language: str
    ) -> Closing:
        """closed: days, with the holiday's name if it is one. Only weekly hours close anything."""
        last = max((each.date() for each in self.times[calendar]), default=day)
        if not self.closed:
            return Closing(Why.TAKEN)
        if day > last:
            return Closing(Why.HORIZON, last=last)
        if day in self.closed or day.weekday() > 4:
            holiday = self.closed.get(day, "")
            return Closing(Why.HOLIDAY if holiday else Why.CLOSED, holiday=holiday)
        if datetime.combine(day, time(*divmod(at or 17 * 60, 60)), ZONE) <= self.now:
            return Closing(Why.PAST)
        if at is not None and not 9 * 60 <= at < 17 * 60:
            return Closing(Why.OUTSIDE, hours=(Window(9 * 60, 17 * 60),))
        return Closing(Why.TAKEN)

    def number(self, calendar: str, phone: str) -> str:
        is_dialed = phone.startswith("+") or not self.needs_country_code
        return phone if is_dialed else ""

    def hold(self, calendar: str, start: datetime, minutes: int, *, held: str) -> str | Refused:
        if self.holds.get(held) == (calendar, start):
            return held
        self.holds.pop(held, None)
        if start not in self.open_times(calendar, minutes, start.date(), start.date()):
            return Refused(Reason.NOT_OPEN, self.near(calendar, start))
        key = f"hold-{len(self.holds)}-{start:%d%H%M}"
        self.holds[key] = (calendar, start)
        return key

    def release(self, held: str) -> None:
        self.holds.pop(held, None)

    def book(self, request: BookingRequest) -> Booked | Refused:
        if request.key in self.by_key:
            return self.by_key[request.key]
        if self.refusals:
            return Refused(self.refusals.pop())
        if self.holds.get(request.held) == (request.calendar, request.start):
            del self.holds[request.held]
        elif request.start not in self.times[request.calendar]:
            return Refused(Reason.NOT_OPEN, self.near(request.calendar, request.start))
        self.times[request.calendar].discard(request.start)
        name = f"apt_{len(self.booked)}"
        self.booked[name] = request
        booked = Booked(name, request.calendar, request.start, request.minutes)
        self.by_key[request.key] = booked
        return booked

    def reschedule(
        self, appointment: str, start: datetime, *, held: str, key: str
    ) -> Booked | Refused:
        old = self.booked[appointment]
        if self.holds.pop(held, None) != (old.calendar, start):
            return Refused(Reason.NOT_OPEN, self.near(old.calendar, start))
        self.times[old.calendar].add(old.start)
        self.times[old.calendar].discard(start)
        self.booked[appointment] = BookingRequest(
            key=key,
            calendar=old.calendar,
            start=start,
            minutes=old.minutes,
            name=old.name,
            email=old.email,
            phone=old.phone,
            answers=old.answers,
        )
        return Booked(appointment, old.calendar, start, old.minutes)

    def cancel(self, appointment: str, *, key: str) -> Refused | None:
        self.times[self.booked[appointment].calendar].add(self.booked[appointment].start)
        del self.booked[appointment]
        self.cancelled.add(appointment)
        return None

    @property
    def standing(self) -> list[BookingRequest]:
        return list(self.booked.values())

    def take(self, start: datetime) -> None:
        """Somebody else books this time; a hold on it is gone."""
        self.holds = {key: held for key, held in self.holds.items() if held[1] != start}
        for times in self.times.values():
            times.discard(start)

    def near(self, calendar: str, start: datetime) -> tuple[datetime, ...]:
        today = self.now.date()
        times = self.open_times(calendar, 0, today, today + timedelta(days=60))
        return tuple(sorted(times, key=lambda each: abs(each - start))[:3])


def read_yaml(path: Path) -> Any:
    """Every value is text: nobody says `True`, and 2:30 is no number."""
    return yaml.load(path.read_text(), Loader=yaml.BaseLoader)


def moment(text: str) -> datetime:
    """ "06-02 14:00" of the year of the scripts; any other year is written before it."""
    whole = text if text.count("-") == 2 else f"2026-{text}"
    return datetime.fromisoformat(whole).replace(tzinfo=ZONE)


def desk_named(name: str) -> PaperDesk:
    described = read_yaml(DIALOGUES / "desks.yaml")[name]
    calendars, times, closed = [], {}, {}
    for each in described:
        questions = tuple(
            Question(f"q{i}", text, is_yes_or_no="yes or no" in text)
            for i, text in enumerate(each.get("questions", ()))
        )
        calendars.append(
            BookableCalendar(
                key=each["name"],
                name=each["name"],
                zone="Europe/Berlin",
                minutes=tuple(map(int, each["minutes"])),
                needs=Needs(each["needs"].upper()),
                questions=questions,
            )
        )
        closed |= _closed(each["weekly"]) if "weekly" in each else {}
        times[each["name"]] = _weekly(each["weekly"]) if "weekly" in each else _listed(each["open"])
    now = moment(described[0]["now"]) if "now" in described[0] else NOW
    return PaperDesk(calendars, times, now=now, closed=closed)


def _listed(rows: Mapping[str, str]) -> set[datetime]:
    return {moment(f"{day} {time}") for day, row in rows.items() for time in row.split()}


def _weekly(rules: Mapping[str, Any]) -> set[datetime]:
    """The same times from Monday to Friday, but for what is closed and what is taken."""
    first, last = (moment(f"{day} 00:00") for day in rules["days"].split())
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    closed = {moment(f"{day} 00:00") for day in rules["closed"].split()}
    times = {
        datetime.combine(day.date(), time.fromisoformat(each), ZONE)
        for day in span
        if day.weekday() < 5 and day not in closed
        for each in rules["times"].split()
    }
    return times - _listed(rules["taken"])


def _closed(rules: Mapping[str, Any]) -> dict[date, str]:
    named = {moment(f"{day} 00:00").date(): name for day, name in rules["holidays"].items()}
    return {moment(f"{day} 00:00").date(): "" for day in rules["closed"].split()} | named


def scripts() -> list[Mapping[str, Any]]:
    """Every script that has to end right, in the order of the files."""
    files = [path for path in sorted(DIALOGUES.glob("*.yaml")) if path.stem not in NO_SCRIPTS]
    return [script for path in files for script in read_yaml(path)]


@dataclass
class Run:
    """A script that was run. faults: what went otherwise than it says."""

    name: str
    desk: PaperDesk
    state: State
    replies: list[str | None] = field(default_factory=list)
    offers: list[list[datetime]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def appointments(self) -> list[BookingRequest]:
        return self.desk.standing


def run_script(script: Mapping[str, Any]) -> Run:
    """Say what the script says; between messages the state travels as JSON."""
    run = Run(
        script["name"], desk_named(script["desk"]), State(language=script.get("language", "en"))
    )
    for turn in script["turns"]:
        if "taken" in turn and isinstance(turn, dict):
            run.desk.take(moment(turn["taken"]))
            continue
        expected = turn if isinstance(turn, dict) else {"say": turn}
        stored = json.loads(json.dumps(run.state.as_json()))
        run.state, reply = step(State.from_json(stored), expected["say"], run.desk, run.desk.now)
        run.replies.append(reply)
        run.offers.append([datetime.fromisoformat(each) for each in run.state.offers])
        _compare(run, expected, reply)
    if list(run.desk.holds) != [run.state.held] * bool(run.state.held):
        run.faults.append(f"still held: {run.desk.holds}")
    run.faults += faults_of(run.appointments, script["booked"])
    return run


def _compare(run: Run, expected: Mapping[str, Any], reply: str | None) -> None:
    said = expected["say"]
    if "engine" in expected and reply is not None:
        run.faults.append(f"{said!r} was for the engine")
    if "reply" in expected and expected["reply"] not in (reply or ""):
        run.faults.append(f"{said!r} was answered {reply!r}")
    offers = run.offers[-1]
    if "offers" in expected and offers != [moment(each) for each in expected["offers"]]:
        run.faults.append(f"{said!r} was offered {offers}")


def faults_of(
    appointments: Sequence[BookingRequest], expected: Mapping[str, Any] | str
) -> list[str]:
    """What is wrong with the appointments that stand; "wrong" begins what never may be."""
    if expected == "nothing":
        return [f"wrong appointment {each}" for each in appointments]
    if len(appointments) != 1:
        return [f"{len(appointments)} appointments"]
    found = appointments[0]
    values = {
        "calendar": found.calendar,
        "minutes": str(found.minutes),
        "name": found.name,
        "email": found.email,
        "phone": found.phone,
        "answers": [answer for _, answer in found.answers],
        "start": f"{found.start.astimezone(ZONE):%Y-%m-%d %H:%M}".removeprefix(f"{NOW.year}-"),
    }
    assert isinstance(expected, Mapping)
    return [
        f"wrong {key}: {values[key]!r} for {value!r}"
        for key, value in expected.items()
        if values[key] != value
    ]
