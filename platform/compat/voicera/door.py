"""The voicera door: its place and its dialect."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from core.wire import Dialect, Door, Exchange, Problem

CREATED = "Resource created successfully"
INVALID = "The input is not valid."

# The contract's codes for ours where the status is ambiguous; the rest in the same style.
_CODES = {
    "BAD_CREDENTIALS": "AUTH_001",
    "TOKEN_EXPIRED": "AUTH_002",
    "EMAIL_NOT_VERIFIED": "AUTH_005",
    "REGISTRATION_CLOSED": "AUTH_006",
    "USER_NOT_FOUND": "USER_001",
    "OWNS_SHARED_WORKSPACES": "USER_002",
}
_CODES_BY_STATUS = {
    400: "VALIDATION_001",
    401: "AUTH_003",
    403: "AUTH_004",
    404: "RESOURCE_001",
    405: "REQUEST_001",
    409: "RESOURCE_002",
    413: "REQUEST_002",
    415: "REQUEST_003",
    422: "REQUEST_004",
    429: "RATE_001",
    502: "SERVER_002",
    503: "SERVER_003",
}
_UNEXPECTED = "SERVER_001"


def success(body: Any, exchange: Exchange) -> dict[str, Any]:
    envelope = {"success": True, "data": body, "timestamp": moment(timezone.now())}
    message = exchange.message or (CREATED if exchange.status == 201 else "")
    return envelope | ({"message": message} if message else {})


def failure(problem: Problem, _: Exchange) -> dict[str, Any]:
    by_status = _CODES_BY_STATUS.get(problem.status, _UNEXPECTED)
    error = {
        "code": _CODES.get(problem.code, by_status),
        "message": INVALID if problem.errors else problem.detail,
        "details": _details(problem),
    }
    return {"success": False, "error": error, "timestamp": moment(timezone.now())}


def moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _details(problem: Problem) -> dict[str, str] | str | None:
    """The errors per field, or of the input as a whole."""
    if problem.errors:
        named = {each.field: each.detail for each in reversed(problem.errors) if each.field}
        return named or problem.detail
    return {problem.field: problem.detail} if problem.field else None


DOOR = Door(
    name="voicera",
    dialect=Dialect(name="voicera", success=success, failure=failure),
    prefix="/voicera/api/v1",
    urls="compat.voicera.urls",
)
