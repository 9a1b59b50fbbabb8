"""The stella door: its place and its dialect."""

from __future__ import annotations

from core.wire import Dialect, Door, Exchange, Problem


def failure(problem: Problem, _: Exchange) -> dict[str, str]:
    return {"msg": problem.sentence}


DOOR = Door(
    name="stella",
    dialect=Dialect(name="stella", failure=failure),
    prefix="",
    urls="compat.stella.urls",
    asgi="compat.stella.sockets.serve",
    paths=("/register", "/auth", "/user", "/workspace", "/chat", "/agent", "/ping"),
)
