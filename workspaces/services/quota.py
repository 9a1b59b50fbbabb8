"""Monthly quotas, counted in the database so that exactly the allowed number passes."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from core.scope import current_workspace_id
from workspaces.errors import QuotaExceeded
from workspaces.queries import month_of, next_month


def consume_quota(*, metric: str, quota: int | None, now: datetime) -> None:
    """Consume one unit of the monthly quota of the workspace in scope, in the caller's transaction.

    quota: None is unlimited, and still counted. Raises QuotaExceeded, without counting.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO workspaces_usagecounter AS counter (workspace_id, month, metric, used)
            SELECT %(workspace)s, %(month)s, %(metric)s, 1
            WHERE %(quota)s::int IS NULL OR %(quota)s::int > 0
            ON CONFLICT (workspace_id, month, metric) DO UPDATE SET used = counter.used + 1
            WHERE %(quota)s::int IS NULL OR counter.used < %(quota)s::int
            """,
            {
                "workspace": current_workspace_id(),
                "month": month_of(now),
                "metric": metric,
                "quota": quota,
            },
        )
        if cursor.rowcount == 0:
            left = next_month(now) - now
            raise QuotaExceeded(retry_after=int(left.total_seconds()) + 1)
