"""`manage.py delete_workspace`: closes or purges a workspace."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.scope import as_table_owner, workspace_scope
from workspaces import services
from workspaces.models import Workspace


class Command(BaseCommand):
    help = (
        "Close a workspace, which staff can restore for thirty days; with --purge delete it at "
        "once with everything in it. Shows what would be done unless --apply."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("workspace_id", help="e.g. ws_01hx…")
        parser.add_argument("--purge", action="store_true")
        parser.add_argument("--apply", action="store_true")

    def handle(self, *, workspace_id: str, purge: bool, apply: bool, **_: object) -> None:
        with as_table_owner():
            workspace = Workspace.objects.with_public_id(workspace_id).first()
        if workspace is None:
            raise CommandError(f"There is no workspace {workspace_id}.")
        verb = "removed" if purge else "closed"
        if not purge and workspace.deleted_at is not None:
            raise CommandError(f"{workspace.name} is closed already; --purge removes it.")
        held = services.count_contents(workspace_id=workspace.pk)
        if not apply:
            self.stdout.write(
                f"{workspace.name} would be {verb}: {held.rows} rows, {held.files} files; "
                "use --apply."
            )
            return
        if purge:
            held = services.purge_at_once(workspace_id=workspace.pk)
        else:
            with workspace_scope(workspace.pk):
                services.delete_workspace(workspace=workspace, now=timezone.now())
        self.stdout.write(f"{workspace.name} {verb}: {held.rows} rows, {held.files} files.")
