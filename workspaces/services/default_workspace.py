"""The user's default workspace."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from accounts.models import User
from core.errors import NotFound
from core.scope import current_workspace_id


@transaction.atomic
def set_default_workspace(*, user: User, now: datetime) -> None:
    """Make the workspace in scope the user's default, instead of another.

    The other one is outside the scope: a database function reaches both. Raises NotFound for
    non-members.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_default_workspace(%s, %s, %s)", [user.pk, current_workspace_id(), now]
        )
        if not cursor.fetchone()[0]:
            raise NotFound
