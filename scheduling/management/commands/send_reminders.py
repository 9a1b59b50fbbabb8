"""`manage.py send_reminders`: has the reminders sent that are due."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from core.scope import as_table_owner
from scheduling.queries.notices import due_reminders
from scheduling.services.reminding import queue_due_reminders


class Command(BaseCommand):
    help = (
        "Have the reminders of appointments sent that are due, as is done every minute while "
        "beat runs. Shows how many there are unless --apply."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true")

    def handle(self, *, apply: bool, **_: object) -> None:
        now = timezone.now()
        if apply:
            self.stdout.write(f"{queue_due_reminders(now=now)} reminders queued.")
            return
        with as_table_owner():
            count = due_reminders(now=now).count()
        self.stdout.write(f"{count} reminders would be queued; use --apply.")
