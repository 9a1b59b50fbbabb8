"""`manage.py doctor`: checks the installation."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from operations.doctor import run_checks


class Command(BaseCommand):
    help = "Check the installation; exit code 1 if something required is missing."
    requires_system_checks = ()

    def handle(self, **_: object) -> None:
        styles = {"ok": self.style.SUCCESS, "note": self.style.WARNING, "missing": self.style.ERROR}
        missing = []
        for finding in run_checks():
            state = styles[finding.state](f"{finding.state:<8}")
            self.stdout.write(f"{state} {finding.subject:<24} {finding.detail}")
            self.stdout.flush()
            if finding.state == "missing":
                missing.append(finding.subject)
        if missing:
            raise CommandError(f"Missing: {', '.join(missing)}.")
