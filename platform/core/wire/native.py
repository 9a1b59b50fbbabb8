"""The product's own dialect, that of insydr: bare bodies, snake case, flat errors."""

from __future__ import annotations

from typing import Any

from core.wire.dialect import Dialect, Exchange, Problem


def failure(problem: Problem, _: Exchange) -> dict[str, Any]:
    """`{"detail", "code", "field"}`, what else the error tells, and `errors` if there are some."""
    body: dict[str, Any] = {"detail": problem.detail, "code": problem.code, "field": problem.field}
    body |= problem.extra
    if len(problem.errors) > 1:
        body["errors"] = [
            {"field": each.field, "code": each.code, "detail": each.detail}
            for each in problem.errors
        ]
    return body


NATIVE = Dialect(name="native", failure=failure)
