"""`manage.py answer_worker`: a process that generates answers for the web processes."""

from __future__ import annotations

import signal
from threading import Event

from django.core.management.base import BaseCommand

from voice.conversations.services import run_answer_worker


class Command(BaseCommand):
    help = (
        "Generate the answers that web processes queue, until SIGTERM or SIGINT. While an answer "
        "worker runs, no web process generates any itself."
    )
    requires_system_checks = ()

    def handle(self, **_: object) -> None:
        stopped = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        run_answer_worker(should_stop=stopped.is_set)
