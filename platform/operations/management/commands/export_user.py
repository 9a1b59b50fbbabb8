"""`manage.py export_user`: everything about a user, as the archive that they can request."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.queries import user_by_email
from accounts.services.exports import write_archive


class Command(BaseCommand):
    help = (
        "Write everything about a person and the workspaces they own to a zip file. Builds and "
        "counts it, and keeps nothing, unless --apply."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--to", required=True, help="The file to write; it must not exist.")
        parser.add_argument("--apply", action="store_true")

    def handle(self, *, email: str, to: str, apply: bool, **_: object) -> None:
        user = user_by_email(email)
        if user is None:
            raise CommandError(f"Nobody here has the address {email}.")
        path = Path(to).absolute()
        if path.exists():
            raise CommandError(f"{path} exists already.")
        if not path.parent.is_dir():
            raise CommandError(f"{path.parent} is not a folder.")
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".export-") as file:  # 0600
            archive = write_archive(user=user, target=file, now=timezone.now())
            size = file.seek(0, os.SEEK_END)
            file.flush()
            if apply:
                os.link(file.name, path)  # whole or not at all, and never over an existing file
        done = f"written to {path}" if apply else f"would be written to {path}; use --apply"
        self.stdout.write(f"{archive.rows} rows, {archive.files} files, {size} bytes {done}.")
