"""After any bookings, moves, cancellations and holds: what is listed books, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.scope import workspace_scope
from core.testing.thorough import is_thorough
from scheduling.errors import AppointmentOver, TimeNotAvailable
from scheduling.models import Appointment, Calendar, Hold
from scheduling.queries import open_slots
from scheduling.services import (
    Customer,
    add_busy_time,
    book,
    cancel,
    hold_time,
    release_hold,
    reschedule,
)
from scheduling.services.calendars import CalendarSettings
from scheduling.tests.fixtures import NOW, at, make_calendar, make_host
from scheduling.tests.test_races import overlaps
from workspaces.models import Workspace

STEPS, MINUTES = 8, 30
DAY = at(0).date()


class _Undone(Exception):
    pass


@contextmanager
def undone() -> Iterator[None]:
    """Run the block in a transaction that is rolled back."""
    try:
        with transaction.atomic():
            yield
            raise _Undone
    except _Undone:
        pass


class Story:
    """Random steps in one calendar and another one of the same hosts."""

    def __init__(self, workspace: Workspace, chance: random.Random) -> None:
        self.workspace, self.chance, self.now = workspace, chance, NOW
        hosts = [make_host(workspace, name) for name in ("One", "Two")[: chance.randint(1, 2)]]
        limits: CalendarSettings = {"max_per_day": chance.choice([None, 6])}
        self.calendars = [
            make_calendar(
                workspace,
                name,
                hours=[(2, time(9), time(12)), (2, time(13), time(16, 10))],
                settings={
                    "hosts": hosts,
                    "assignment": chance.choice(["ROUND_ROBIN", "COLLECTIVE"]),
                    "capacity": chance.choice([1, 1, 2]),
                    "slot_step_minutes": chance.choice([10, 15, 20]),
                    "buffer_after_minutes": chance.choice([0, 5, 20]),
                    "buffer_before_minutes": chance.choice([0, 10]),
                    **limits,
                },
            )
            for name in ("Asked", "Other")
        ]
        self.hosts = hosts

    def step(self) -> None:
        calendar, starts_at = self.chance.choice(self.calendars), self._time()
        try:
            match self.chance.randrange(8):
                case 0 | 1 | 2:
                    self._book(calendar, starts_at)
                case 3:
                    seconds = self.chance.choice([1, 600])
                    hold_time(calendar=calendar, starts_at=starts_at, seconds=seconds, now=self.now)
                case 4:
                    for hold in Hold.objects.order_by("pk")[:1]:
                        release_hold(hold=hold)
                case 5:
                    ends_at = starts_at + timedelta(minutes=25)
                    host = self.chance.choice(self.hosts)
                    add_busy_time(host=host, starts_at=starts_at, ends_at=ends_at, now=self.now)
                case 6:
                    for appointment in self._one():
                        reschedule(appointment=appointment, starts_at=starts_at, now=self.now)
                case _:
                    for appointment in self._one():
                        cancel(appointment=appointment, now=self.now)
        except (TimeNotAvailable, AppointmentOver):
            pass
        self.now += timedelta(seconds=self.chance.randint(0, 3))

    def listed(self) -> set[datetime]:
        calendar = self.calendars[0]
        slots = open_slots(calendar=calendar, first=DAY, last=DAY, minutes=MINUTES, now=self.now)
        return {each.starts_at for each in slots}

    def can_be_booked(self, starts_at: datetime) -> bool:
        with undone():
            try:
                self._book(self.calendars[0], starts_at)
            except TimeNotAvailable:
                return False
        return True

    def _book(self, calendar: Calendar, starts_at: datetime) -> None:
        customer = Customer(name="Customer", email=f"c{self.chance.random()}@example.com")
        book(
            calendar=calendar,
            starts_at=starts_at,
            minutes=MINUTES,
            customer=customer,
            now=self.now,
        )

    def _time(self) -> datetime:
        listed = sorted(self.listed())
        if listed and self.chance.random() < 0.6:
            return self.chance.choice(listed)
        return at(7) + timedelta(minutes=5 * self.chance.randrange(110))

    def _one(self) -> list[Appointment]:
        rows = list(Appointment.objects.select_related("calendar").order_by("pk"))
        return [self.chance.choice(rows)] if rows else []


@settings(
    max_examples=300 if is_thorough() else 2,
    derandomize=not is_thorough(),
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(chance=st.randoms(use_true_random=True))
def test_after_each_step_the_listed_times_book_and_others_do_not(
    acme: Workspace, chance: random.Random
) -> None:
    with undone():
        story = Story(acme, chance)
        with workspace_scope(acme.pk):
            for _ in range(STEPS):
                story.step()
                listed = story.listed()
                unlisted = {at(7) + timedelta(minutes=5 * number) for number in range(110)} - listed
                for starts_at in chance.sample(sorted(listed), min(2, len(listed))):
                    assert story.can_be_booked(starts_at), starts_at
                for starts_at in chance.sample(sorted(unlisted), 3):
                    assert not story.can_be_booked(starts_at), starts_at
        assert overlaps() == 0
