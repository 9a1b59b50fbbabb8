"""Encrypt stored secrets anew with the newest of FIELD_KEYS."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from operations.key_rotation import rotate_field_keys


class Command(BaseCommand):
    help = (
        "Encrypt every stored secret with the first of FIELD_KEYS; afterwards the others can be "
        "removed. Shows how many there are unless --apply."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--apply", action="store_true")

    def handle(self, *, apply: bool, **_: Any) -> None:
        report = rotate_field_keys(apply=apply)
        done = "encrypted anew" if apply else "would be encrypted anew"
        self.stdout.write(f"{report.secrets} secrets in {report.columns} columns {done}.")
        if report.unreadable:
            self.stdout.write(f"{report.unreadable} cannot be read with any configured key.")
