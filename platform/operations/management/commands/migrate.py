"""Django's `migrate`, run as the table owner, one at a time, after preparing the application's
role.
"""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from core.db.roles import conninfo_of, grant_app_role, owner_role, schema_lock


class Command(migrate.Command):
    """Connections start as a role that may not change the schema; see `core.db.roles`."""

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with schema_lock(conninfo_of(connection), on_wait=self._say_waiting) as session:
            grant_app_role(session)
            with owner_role(connection):
                super().handle(*args, **options)

    def _say_waiting(self) -> None:
        self.stdout.write("Waiting for another migration of this database to end.")
