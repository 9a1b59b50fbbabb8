"""Wire shapes that depend on the workspace in scope."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from core.api import Line
from core.api.fields import Moment
from workspaces import queries

A_DAY = "A moment, or a day of the workspace, which is its beginning"


class DayOrMoment(Moment):
    """Incoming, in a query: a moment, or a day, which stands for its beginning in the workspace's
    time zone.
    """

    def to_internal_value(self, data: object) -> datetime:
        text = Line(max_length=40).run_validation(data)
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return super().to_internal_value(text)
        try:
            begins = datetime.combine(day, time(), tzinfo=queries.time_zone_in_scope())
            return begins.astimezone(UTC)
        except OverflowError:
            self.fail("moment")
