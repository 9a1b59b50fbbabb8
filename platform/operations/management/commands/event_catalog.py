"""`manage.py event_catalog`: generates the page about events."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations import event_document


class Command(BaseCommand):
    help = "Write docs/events.md anew from the catalog of events; with --check only compare."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="exit code 1 when it differs")

    def handle(self, *, check: bool, **_: object) -> None:
        path, text = event_document.PATH, event_document.render()
        if path.is_file() and path.read_text() == text:
            self.stdout.write(f"{path.name} is up to date.")
            return
        if check:
            raise CommandError(f"{path.name} is not what the catalog says: run `make docs`.")
        path.write_text(text)
        self.stdout.write(f"{path.name} written.")
