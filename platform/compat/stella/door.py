"""Where the stella contract is served, and how it speaks."""

from __future__ import annotations

from core.wire import Dialect, Door, Exchange, Problem


def failure(problem: Problem, _: Exchange) -> dict[str, str]:
    """One sentence; where input is not of its kind, with the names of the fields."""
    faults = [f"{each.field}: {each.detail}".removeprefix(": ") for each in problem.errors]
    return {"msg": " ".join(faults) or problem.detail}


DOOR = Door(
    name="stella",
    dialect=Dialect(name="stella", failure=failure),
    prefix="",
    urls="compat.stella.urls",
    paths=("/register", "/auth", "/user", "/workspace", "/chat", "/agent", "/ping"),
)
