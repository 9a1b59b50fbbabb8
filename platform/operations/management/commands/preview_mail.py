"""`manage.py preview_mail`: renders mails without sending them."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.mail import known_mails, render_mail


class Command(BaseCommand):
    help = "Render every mail, or one of them, with sample values, as text and as HTML."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("template", nargs="?", help="All of them by default.")
        parser.add_argument("--to", help="The folder to write to (VAR_DIR/mail-preview).")
        parser.add_argument("--browser", action="store_true", help="Show them in a browser.")

    def handle(self, *, template: str | None, to: str | None, browser: bool, **_: object) -> None:
        known = known_mails()
        if template is not None and template not in known:
            raise CommandError(f"There is no mail {template}. Known: {', '.join(known)}.")
        folder = Path(to) if to else settings.VAR_DIR / "mail-preview"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            pages = [
                _write(folder, each, known[each]) for each in known if template in (None, each)
            ]
        except OSError as error:
            raise CommandError(f"{folder} cannot be written ({error.strerror}).") from error
        if browser:
            for page in pages:
                webbrowser.open(page.absolute().as_uri())
        self.stdout.write(f"{len(pages)} mails written to {folder.absolute()}.")


def _write(folder: Path, template: str, sample: dict[str, Any]) -> Path:
    mail = render_mail(template, sample)
    (folder / f"{template}.txt").write_text(f"Subject: {mail.subject}\n\n{mail.text}", "utf-8")
    page = folder / f"{template}.html"
    page.write_text(mail.html, "utf-8")
    return page
