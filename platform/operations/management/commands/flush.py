"""Django's `flush`, run as the table owner: the application's role has no TRUNCATE."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import flush
from django.db import connections

from core.db.roles import owner_role


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        with owner_role(connections[options["database"]]):
            super().handle(**options)
