"""`manage.py rotate_keys`: re-encrypts stored secrets and generates new keys."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.key_rotation import (
    awaits_restart,
    generated_keys,
    put_new_keys,
    rotate_field_keys,
)


class Command(BaseCommand):
    help = (
        "Encrypt every stored secret with the first of FIELD_KEYS, and put new keys in front of "
        "those that this installation generated; for keys of the environment, say what to do. "
        "Shows what would be done unless --apply."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true")

    def handle(self, *, apply: bool, **_: object) -> None:
        if awaits_restart(settings.VAR_DIR):
            raise CommandError("Restart Frontdesk first: it has not loaded its newest keys yet.")
        report = rotate_field_keys(apply=apply)
        self.stdout.write(
            f"{report.secrets} secrets in {report.columns} columns "
            f"{'encrypted anew' if apply else 'would be encrypted anew'}."
        )
        if report.unreadable:
            raise CommandError(
                f"{report.unreadable} secrets cannot be read with any configured key: "
                "find the key they need before a new one is made."
            )
        which = generated_keys(
            settings.VAR_DIR,
            jwt_keys=tuple(settings.JWT_KEYS),
            field_keys=tuple(settings.FIELD_KEYS),
        )
        if apply and (which.jwt or which.field):
            put_new_keys(settings.VAR_DIR, which)
        self._say("JWT_KEYS", "tokens", is_generated=which.jwt, apply=apply)
        self._say("FIELD_KEYS", "stored secrets", is_generated=which.field, apply=apply)
        if apply and (which.jwt or which.field):
            self.stdout.write("Restart Frontdesk now: new keys take effect at its next start.")

    def _say(self, name: str, subject: str, *, is_generated: bool, apply: bool) -> None:
        if is_generated:
            done = "made" if apply else "would be made"
            self.stdout.write(f"A new key for {subject} {done}; those before it stay readable.")
        else:
            self.stdout.write(
                f"{name} is set in the environment: put a new key in front of it, restart, and "
                "run this again; then the keys behind it can be dropped"
                + (" after the seven days that tokens live." if name == "JWT_KEYS" else ".")
            )
