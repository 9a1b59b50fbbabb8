"""A thousand reminders that are due at once, while their worker is killed at random points.

python -m benchmarks.reminders --kills 10
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import psutil

from benchmarks.platform_under_test import BenchmarkFailed, PlatformUnderTest, joined, progress

REMINDERS = 1_000
SETTLE_SECONDS = 240.0
PAUSE_SECONDS = (2.0, 6.0)  # between two kills: a worker takes seconds to come back
_WORKER = "worker-default"


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks.reminders", description=__doc__)
    options.add_argument("--kills", type=int, default=10)
    options.add_argument("--seed", type=int, default=1_066)
    chosen = options.parse_args()
    chance = random.Random(chosen.seed)
    with joined() as platform:
        began = time.monotonic()
        _make_due()
        for number in range(1, chosen.kills + 1):
            time.sleep(chance.uniform(*PAUSE_SECONDS))
            _kill(platform)
            progress(f"killed {number} of {chosen.kills}, {_waiting()} reminders wait")
        _settle(began)
        seconds = time.monotonic() - began
        mails = _mails_by_address(platform.var_dir / "mail")
    repeated = sum(count > 1 for count in mails.values())
    sys.stdout.write(
        f"{REMINDERS} reminders, {chosen.kills} kills: {len(mails)} addresses had a mail, "
        f"{repeated} of them more than one; all done after {seconds:.0f} s\n"
    )
    sys.exit(0 if (len(mails), repeated) == (REMINDERS, 0) else 1)


def _make_due() -> None:
    """One appointment tomorrow, and its reminder once for each of a thousand addresses."""
    from datetime import time as clock

    from django.utils import timezone

    from benchmarks import tenants
    from core.scope import workspace_scope
    from scheduling.models import AppointmentNotice
    from scheduling.services import Customer, book, create_calendar
    from scheduling.services.reminding import queue_due_reminders

    workspace = tenants.make_tenant("Reminders").workspace
    now = timezone.now()
    hours = [(day, clock(0), clock(0)) for day in range(7)]
    starts_at = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=30)
    with workspace_scope(workspace.pk):
        calendar = create_calendar(name="Check-ups", time_zone="UTC", hours=hours, now=now)
        who = Customer(name="Ada Lovelace", email="ada@example.com")
        book(calendar=calendar, starts_at=starts_at, customer=who, now=now)
        reminder = AppointmentNotice.objects.filter(kind="REMINDER").get()
        AppointmentNotice.objects.bulk_create(
            AppointmentNotice(
                workspace_id=workspace.pk,
                appointment=reminder.appointment,
                recipient=reminder.recipient,
                name=reminder.name,
                address=f"customer{number}@example.com",
                kind=reminder.kind,
                sequence=reminder.sequence,
                minutes_before=reminder.minutes_before,
                starts_at=reminder.starts_at,
                ends_at=reminder.ends_at,
                details=reminder.details,
                due_at=now,
                created_at=now,
            )
            for number in range(REMINDERS)
        )
    queue_due_reminders(now=now)


def _kill(platform: PlatformUnderTest) -> None:
    """kill −9 of the worker and its children, if it has come back already."""
    with suppress(BenchmarkFailed, psutil.NoSuchProcess):
        worker = psutil.Process(platform.service(_WORKER).pid)
        for process in [*worker.children(recursive=True), worker]:
            with suppress(psutil.NoSuchProcess):
                process.kill()


def _settle(began: float) -> None:
    """Raises BenchmarkFailed."""
    while waiting := _waiting():
        if time.monotonic() - began > SETTLE_SECONDS:
            raise BenchmarkFailed(f"{waiting} reminders wait after {SETTLE_SECONDS:.0f} s.")
        time.sleep(0.5)


def _waiting() -> int:
    from django.utils import timezone

    from core.scope import as_table_owner
    from scheduling.models import AppointmentNotice

    with as_table_owner():
        waiting = AppointmentNotice.everywhere.filter(kind="REMINDER", state="WAITING")
        return waiting.filter(due_at__lte=timezone.now()).count()


def _mails_by_address(folder: Path) -> Counter[str]:
    lines = (line for path in folder.glob("*.log") for line in path.read_text().splitlines())
    addresses = (line.removeprefix("To: ") for line in lines if line.startswith("To: "))
    return Counter(each for each in addresses if each.startswith("customer"))


if __name__ == "__main__":
    main()
