"""The microbit door: its place and its dialect."""

from __future__ import annotations

from core.wire import Dialect, Door, Exchange, Problem

RATE_LIMITED = "Rate limit exceeded"


def failure(problem: Problem, _: Exchange) -> dict[str, str]:
    return {"error": RATE_LIMITED if problem.status == 429 else problem.sentence}


DOOR = Door(
    name="microbit",
    dialect=Dialect(name="microbit", failure=failure),
    prefix="/microbit/api/v1",
    urls="compat.microbit.urls",
)
