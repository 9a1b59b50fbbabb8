"""`manage.py check_appointments`: proves that no host is booked twice and nothing is orphaned."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.scope import as_table_owner
from scheduling.queries.integrity import faults_of_appointments
from scheduling.services.repairing import repair_counts


class Command(BaseCommand):
    help = (
        "Prove that no host is booked twice, that each reservation is for something, that each "
        "appointment to come has its time, and that turns are counted. Lists what does not hold, "
        "with exit status 1; --repair counts the turns anew."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true")

    def handle(self, *, repair: bool, **_: object) -> None:
        if repair:
            self.stdout.write(f"{repair_counts()} counts repaired.")
        with as_table_owner():
            faults = list(faults_of_appointments(now=timezone.now()))
        for each in faults:
            self.stdout.write(f"{each.rule}, but: {each.subject} ({each.detail})")
        if faults:
            raise CommandError(f"{len(faults)} faults.")
        self.stdout.write("Appointments hold together.")
