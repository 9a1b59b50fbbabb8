"""Where the microbit contract is served, and how it speaks."""

from __future__ import annotations

from core.wire import Dialect, Door, Exchange, Problem

RATE_LIMITED = "Rate limit exceeded"


def failure(problem: Problem, _: Exchange) -> dict[str, str]:
    """One sentence; where input is at fault, with the names of the fields."""
    if problem.status == 429:
        return {"error": RATE_LIMITED}
    faults = [f"{each.field}: {each.detail}".removeprefix(": ") for each in problem.errors]
    return {"error": " ".join(faults) or problem.detail}


DOOR = Door(
    name="microbit",
    dialect=Dialect(name="microbit", failure=failure),
    prefix="/microbit/api/v1",
    urls="compat.microbit.urls",
)
