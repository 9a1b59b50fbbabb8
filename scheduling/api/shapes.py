"""What members and customers are answered about open times."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from rest_framework.utils.serializer_helpers import ReturnDict

from scheduling import queries
from scheduling.api.serializers.appointments import ExplanationOut, OpenSlotOut, OpenSlotsOut
from scheduling.errors import TimeNotAvailable
from scheduling.models import Appointment, Calendar, Host
from scheduling.queries.named_hosts import check_choice
from scheduling.services import Customer

Body = dict[str, Any]  # of a request, validated


def open_slots(
    calendar: Calendar,
    *,
    first: date,
    last: date,
    now: datetime,
    minutes: int | None = None,
    host: Host | None = None,
    by_customer: bool = False,
) -> ReturnDict:
    """Raises HostNotChoosable."""
    check_choice(calendar, host, by_customer=by_customer)
    minutes = minutes or calendar.default_minutes
    slots = queries.open_slots(
        calendar=calendar, first=first, last=last, minutes=minutes, host=host, now=now
    )
    found = {
        "available_slots": slots,
        "time_zone": calendar.time_zone,
        "duration_minutes": minutes,
    }
    return OpenSlotsOut(found).data


def explanation(
    calendar: Calendar,
    *,
    starts_at: datetime,
    now: datetime,
    minutes: int | None = None,
    host: Host | None = None,
    by_customer: bool = False,
) -> ReturnDict:
    """Raises HostNotChoosable."""
    check_choice(calendar, host, by_customer=by_customer)
    found = queries.explain(
        calendar=calendar,
        starts_at=starts_at,
        minutes=minutes or calendar.default_minutes,
        host=host,
        now=now,
    )
    refusal = found.refusal
    shown = {
        "is_available": refusal is None,
        "rule": refusal and refusal.rule.value,
        "reason": refusal and queries.reason_for(calendar, refusal, starts_at),
        "nearest_slots": found.nearest,
    }
    return ExplanationOut(shown).data


@contextmanager
def explained(
    calendar: Calendar,
    data: Body,
    *,
    now: datetime,
    instead_of: Appointment | None = None,
) -> Iterator[None]:
    """A time that is refused inside is refused with the rule, a reason and the nearest times.

    data: of the request. Outside of the service, whose locks nobody should wait for meanwhile.
    """
    try:
        yield
    except TimeNotAvailable as error:
        minutes = data.get("minutes") or _usual_minutes(calendar, instead_of)
        starts_at = data.get("starts_at") or (instead_of and instead_of.starts_at) or now
        found = queries.explain(
            calendar=calendar,
            starts_at=starts_at,
            minutes=minutes,
            host=data.get("host"),
            now=now,
            instead_of=instead_of,
        )
        error.extra = {
            "rule": error.rule.value,
            "reason": queries.reason_for(calendar, error.refusal, starts_at),
            "nearest_slots": OpenSlotOut(found.nearest, many=True).data,
        }
        raise


def _usual_minutes(calendar: Calendar, moved: Appointment | None) -> int:
    return calendar.default_minutes if moved is None else moved.minutes


def take_customer(data: Body) -> Customer:
    """The customer of a validated body, which loses these fields."""
    return Customer(
        name=data.pop("customer_name"),
        email=data.pop("customer_email", ""),
        phone=data.pop("customer_phone", ""),
        time_zone=data.pop("customer_time_zone", ""),
        language=data.pop("customer_language", ""),
    )
