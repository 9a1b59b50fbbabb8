"""Monthly quotas, counted in the database so that exactly the allowed number passes.

The managers of a workspace are mailed once when a share of a month's quota is used up.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from django.conf import settings
from django.db import connection

from core.db.locks import lock_rows
from core.jobs import enqueue
from core.mail import send_mail
from core.scope import current_workspace_id, workspace_scope
from workspaces.errors import QuotaExceeded
from workspaces.models import UsageCounter
from workspaces.plans import PLANS
from workspaces.queries import (
    limits_of,
    manager_to_mail,
    managers,
    month_of,
    next_month,
    workspace_in_scope,
)

TOLD_AT = (80, 100)  # percent of the quota, ascending


def consume_quota(*, metric: str, quota: int | None, now: datetime) -> None:
    """Consume one unit of the monthly quota of the workspace in scope, in the caller's transaction.

    quota: None is unlimited, and still counted. Raises QuotaExceeded, without counting.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO workspaces_usagecounter AS counter
                   (workspace_id, month, metric, used)
            SELECT %(workspace)s, %(month)s, %(metric)s, 1
            WHERE %(quota)s::int IS NULL OR %(quota)s::int > 0
            ON CONFLICT (workspace_id, month, metric) DO UPDATE SET used = counter.used + 1
            WHERE %(quota)s::int IS NULL OR counter.used < %(quota)s::int
            RETURNING used, told_percent
            """,
            {
                "workspace": current_workspace_id(),
                "month": month_of(now),
                "metric": metric,
                "quota": quota,
            },
        )
        row = cursor.fetchone()
    if row is None:
        left = next_month(now) - now
        raise QuotaExceeded(retry_after=int(left.total_seconds()) + 1)
    used, told = row
    if (reached := _reached(used, quota)) > told:
        _tell(metric=metric, month=month_of(now), percent=reached)


def review_quota(*, metric: str, quota: int | None, now: datetime) -> None:
    """Hold this month's use against a quota that was changed just now."""
    month = month_of(now)
    counter = lock_rows(UsageCounter.objects.filter(month=month, metric=metric)).first()
    if counter is None:
        return
    reached = _reached(counter.used, quota)
    if reached > counter.told_percent:
        _tell(metric=metric, month=month, percent=reached)
    elif reached < counter.told_percent:  # a larger quota is told of again when it is used up
        UsageCounter.objects.filter(pk=counter.pk).update(told_percent=reached)


def mail_usage(*, workspace_id: int, member_id: int, month: date, metric: str) -> None:
    """Mail one manager how much of that month's quota is used; nothing if they are gone, or the
    quota was raised meanwhile.
    """
    with workspace_scope(workspace_id):
        workspace = workspace_in_scope()
        manager = manager_to_mail(member_id)
        counter = UsageCounter.objects.filter(month=month, metric=metric).first()
    quota = limits_of(workspace).messages_per_month
    reached = _reached(counter.used, quota) if counter else 0
    if manager is None or counter is None or not reached:
        return
    context = {
        "user": {"full_name": manager.user.full_name},
        "workspace": workspace.name,
        "used": counter.used,
        "quota": quota,
        "is_used_up": reached == TOLD_AT[-1],
        "plan": PLANS[workspace.plan].name,
        "resets_at": next_month(datetime.combine(month, time(), tzinfo=UTC)),
        "support": settings.SUPPORT_EMAIL,
    }
    send_mail(manager.user.email, "usage", context)


def _reached(used: int, quota: int | None) -> int:
    """The highest percentage of TOLD_AT that is used up; 0 below the lowest."""
    if not quota:
        return 0
    return max((percent for percent in TOLD_AT if used * 100 >= quota * percent), default=0)


def _tell(*, metric: str, month: date, percent: int) -> None:
    UsageCounter.objects.filter(month=month, metric=metric).update(told_percent=percent)
    for member_id in managers().values_list("pk", flat=True):
        enqueue(
            "workspaces.mail_usage",
            workspace_id=current_workspace_id(),
            member_id=member_id,
            month=month.isoformat(),
            metric=metric,
        )
