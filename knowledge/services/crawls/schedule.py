"""When a website is crawled next."""

from __future__ import annotations

import calendar
from datetime import datetime, timedelta

from knowledge.models import Crawl


def next_time(schedule: str, *, after: datetime) -> datetime | None:
    """A day, a week or a month later; None for a crawl that runs once."""
    if schedule == Crawl.Schedule.DAILY:
        return after + timedelta(days=1)
    if schedule == Crawl.Schedule.WEEKLY:
        return after + timedelta(weeks=1)
    if schedule == Crawl.Schedule.MONTHLY:
        return _month_after(after)
    return None


def _month_after(moment: datetime) -> datetime:
    """The same day of the next month, or its last day."""
    year, month = moment.year + moment.month // 12, moment.month % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return moment.replace(year=year, month=month, day=min(moment.day, last))
