"""Workers that are killed while they send reminders: each is one mail all the same."""

from __future__ import annotations

import os
import random
import signal
from itertools import count
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.mail import EmailMessage
from django.db import connections

from core.jobs import worker
from core.jobs.leases import LeaseRenewer
from core.jobs.turns import Slots
from core.mail_backends.filebased import EmailBackend
from core.models import Job
from scheduling.services.reminding import queue_due_reminders
from scheduling.tests.fixtures import NOW, make_calendar
from scheduling.tests.test_reminders import DAY, START, booked, reminders
from workspaces.tests.factories import Person, make_workspace

ROWS = 16


def work_until_killed(dice: random.Random) -> bool:
    """A worker that sends mails and is killed at one, before or after it is written; True if it
    found no more to do before.
    """
    fatal, is_written = dice.randrange(1, 5), dice.random() < 0.5
    connections.close_all()  # a process may not use another's
    child = os.fork()
    if child == 0:
        # Whatever threads of this process hold is held for ever in the other.
        worker.lease_renewer, worker.slots = LeaseRenewer(), Slots()
        die_at(fatal, is_written=is_written)
        status = 1
        try:
            while worker.run_next("mail"):
                pass
            status = 0
        finally:
            os._exit(status)  # not into the tests
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.WEXITSTATUS(status) == 0
    return True


def die_at(fatal: int, *, is_written: bool) -> None:
    send, numbers = EmailBackend.send_messages, count(1)

    def send_or_die(self: EmailBackend, messages: list[EmailMessage]) -> int:
        is_fatal = next(numbers) == fatal
        if is_fatal and not is_written:
            os.kill(os.getpid(), signal.SIGKILL)
        written = send(self, messages)
        if is_fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return written

    EmailBackend.send_messages = send_or_die  # type: ignore[method-assign, assignment]


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_each_reminder_is_one_mail_however_often_workers_are_killed(
    alice: Person, settings: LazySettings, tmp_path: Path
) -> None:
    calendar = make_calendar(make_workspace(alice, "Acme"), settings={"capacity": ROWS})
    for number in range(ROWS):
        booked(calendar, number=number)
    Job.objects.all().delete()  # the mails of the bookings themselves
    settings.EMAIL_BACKEND = "core.mail_backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    assert queue_due_reminders(now=START - DAY) == ROWS
    dice, killed = random.Random(20270310), 0

    while not work_until_killed(dice):
        killed += 1
        # Its lease ends, as it would after some seconds.
        running = Job.objects.filter(state=Job.State.RUNNING)
        running.update(leased_until=NOW - 365 * DAY)

    mails = sorted(tmp_path.glob("*.log"))
    assert killed >= ROWS // 4
    assert len(mails) == ROWS
    addressees = [
        line.removeprefix("To: ")
        for path in mails
        for line in path.read_text().splitlines()
        if line.startswith("To: ")
    ]
    assert sorted(addressees) == sorted(f"ada{number}@example.com" for number in range(ROWS))
    assert {state for _, state, _ in reminders(calendar)} == {"SENT"}
    assert not Job.objects.exclude(state=Job.State.SUCCEEDED).exists()
