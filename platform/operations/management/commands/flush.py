"""Django's `flush`, run as the tables' owner: TRUNCATE is not granted to the application's role."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import flush
from django.db import connections

from core.db.roles import owner_role


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        with owner_role(connections[options["database"]]):
            super().handle(**options)
