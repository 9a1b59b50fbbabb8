"""`manage.py resync_calendars`: brings connected calendars back in step."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.scope import as_table_owner
from scheduling.services.resyncing import resync
from workspaces.models import Workspace


class Command(BaseCommand):
    help = (
        "Read everything again from connected calendars, and write the appointments that are "
        "missing there; conflicts stay for people to decide. Shows the state unless --apply."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workspace", default="", help="e.g. ws_01hx…; all if left out")
        parser.add_argument("--apply", action="store_true")

    def handle(self, *, workspace: str, apply: bool, **_: object) -> None:
        report = resync(workspace_id=_key_of(workspace), now=timezone.now(), apply=apply)
        self.stdout.write(
            f"{report.connections} connections, {report.failing} of them failing; {report.due} "
            f"events to write, {report.conflicts} conflicts. "
            + ("All are synchronized now." if apply else "Use --apply to synchronize all.")
        )


def _key_of(workspace: str) -> int | None:
    if not workspace:
        return None
    with as_table_owner():
        found = Workspace.objects.with_public_id(workspace).first()
    if found is None:
        raise CommandError(f"There is no workspace {workspace}.")
    return int(found.pk)
