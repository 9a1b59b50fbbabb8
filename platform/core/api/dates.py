"""Serializer fields for dates and times of the wall clock."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.fields import Line

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
# Dates beyond cannot be counted in every time zone.
_FIRST, _LAST = date(1, 1, 4), date(9998, 12, 31)


@extend_schema_field({"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$", "maxLength": 5})
class ClockTime(serializers.Field[Any, Any, Any, Any]):
    """A time of the wall clock, HH:MM.

    is_end: 24:00 is accepted, which is midnight, the end of the day.
    """

    default_error_messages = {"time": "Enter a time such as 09:00."}

    def __init__(self, *, is_end: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.is_end = is_end

    def to_internal_value(self, data: object) -> time:
        text = Line(max_length=5).run_validation(data)
        if self.is_end and text == "24:00":
            return time(0)
        if not _CLOCK.fullmatch(text):
            self.fail("time")
        return time.fromisoformat(text)

    def to_representation(self, value: time) -> str:
        return f"{value:%H:%M}"


@extend_schema_field({"type": "string", "format": "date", "maxLength": 10})
class Day(serializers.Field[Any, Any, Any, Any]):
    """A date, YYYY-MM-DD."""

    default_error_messages = {
        "date": "Enter a date such as 2027-01-31.",
        "far": "This date is out of range.",
    }

    def to_internal_value(self, data: object) -> date:
        text = Line(max_length=10).run_validation(data)
        if not _DATE.fullmatch(text):
            self.fail("date")
        try:
            day = date.fromisoformat(text)
        except ValueError:
            self.fail("date")
        if not _FIRST <= day <= _LAST:
            self.fail("far")
        return day

    def to_representation(self, value: date) -> str:
        return value.isoformat()


def check_span(first: date, last: date, *, max_days: int) -> None:
    """Check the dates of a query, both included. Raises ValidationError for its `end_date`."""
    if last < first:
        raise serializers.ValidationError({"end_date": "The end is before the start."})
    if last - first >= timedelta(days=max_days):
        message = f"At most {max_days} days can be asked for at once."
        raise serializers.ValidationError({"end_date": message})
