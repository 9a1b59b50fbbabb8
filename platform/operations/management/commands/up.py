"""`manage.py up`: the whole platform on this machine."""

from __future__ import annotations

import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from operations.errors import CannotStart
from operations.terminal import up_in_terminal


class Command(BaseCommand):
    help = (
        "Start PostgreSQL and Valkey (unless DATABASE_URL and REDIS_URL name others), the web "
        "process and the workers; Ctrl-C stops them. PORT, HOST and VAR_DIR move it."
    )
    requires_system_checks = ()

    def handle(self, **_: object) -> None:
        try:
            up_in_terminal(settings.BASE_DIR, sys.stdout)
        except CannotStart as error:
            raise CommandError(str(error)) from error
