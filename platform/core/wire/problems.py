"""Converts any exception to a `Problem`."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from typing import Any

import structlog
from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
)
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404
from redis.exceptions import RedisError
from rest_framework import exceptions as drf

from core.db.constraints import is_deadlock
from core.errors import DomainError, Kind
from core.wire.dialect import FieldProblem, Problem

log = structlog.get_logger(__name__)

STATUS: dict[Kind, int] = {
    "invalid": 400,
    "unauthenticated": 401,
    "denied": 403,
    "missing": 404,
    "conflict": 409,
    "stale": 412,
    "too_large": 413,
    "unsupported": 415,
    "unprocessable": 422,
    "busy": 429,
    "upstream": 502,
    "unavailable": 503,
}
UNAVAILABLE_RETRY_SECONDS = "2"  # time that the embedded servers take to come back

_DRF_CODES = {
    400: "INVALID",
    401: "NOT_AUTHENTICATED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    429: "RATE_LIMITED",
}

NOT_FOUND = Problem(404, "NOT_FOUND", "Not found.")
UNEXPECTED = Problem(500, "INTERNAL_ERROR", "Something went wrong on our side. It has been logged.")
TOO_LARGE = Problem(413, "TOO_LARGE", "The request body is larger than is accepted.")
CUT_OFF = Problem(400, "MALFORMED", "The request body ends too soon, or is not well-formed.")
TOO_SLOW = Problem(408, "REQUEST_TIMEOUT", "The request body did not arrive in time.")
STORAGE_FULL = Problem(
    507, "STORAGE_FULL", "There is no room left to store this. Nothing has been changed."
)
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def is_disk_full(error: OSError) -> bool:
    """True if a file could not be written because a disk, a quota or a limit is used up."""
    return error.errno in _NO_ROOM


def problem_from(error: BaseException) -> Problem:
    """The problem for an exception; unexpected ones are logged, and reported without detail."""
    match error:
        case DomainError():
            return _from_domain(error)
        case drf.ValidationError():
            return _from_validation(error)
        case drf.ParseError():
            return Problem(400, "MALFORMED", "The body is not well-formed: " + str(error.detail))
        case drf.MethodNotAllowed():
            return Problem(405, "METHOD_NOT_ALLOWED", str(error.detail))
        case drf.APIException():
            status = error.status_code
            return Problem(status, _DRF_CODES.get(status, "ERROR"), str(error.detail))
        case Http404():
            return NOT_FOUND
        case PermissionDenied():
            return Problem(403, "FORBIDDEN", "You may not do this.")
        case RequestDataTooBig():
            return TOO_LARGE
        case TooManyFieldsSent() | SuspiciousOperation():
            return Problem(400, "MALFORMED", "The request cannot be read.")
        case IntegrityError():
            return _clash(error)
        case OperationalError() if is_deadlock(error):
            return _clash(error)
        case OperationalError() | InterfaceError() | RedisError():
            log.error("store_unavailable", exc_info=error)
            return Problem(
                503,
                "UNAVAILABLE",
                "The service is briefly unavailable. Please try again.",
                headers={"Retry-After": UNAVAILABLE_RETRY_SECONDS},
            )
        case OSError() if is_disk_full(error):
            log.error("storage_full", exc_info=error)
            return STORAGE_FULL
    log.error("unexpected_error", exc_info=error)
    return UNEXPECTED


def _clash(error: DatabaseError) -> Problem:
    log.warning("clashed", exc_info=error)
    return Problem(409, "CONFLICT", "The same data was changed at the same time. Please try again.")


def _from_domain(error: DomainError) -> Problem:
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    all_of_them = (error, *error.others) if error.others else ()
    errors = tuple(FieldProblem(each.field or "", each.code, str(each)) for each in all_of_them)
    status, extra = STATUS[error.kind], error.extra
    return Problem(status, error.code, str(error), error.field, errors, headers, extra)


def _from_validation(error: drf.ValidationError) -> Problem:
    errors = tuple(_walk(error.detail))
    first = errors[0] if errors else FieldProblem("", "INVALID", "The input is not valid.")
    return Problem(400, first.code, first.detail, first.field or None, errors)


def _walk(detail: Any, path: str = "") -> Iterator[FieldProblem]:
    """Flatten DRF's nested error detail into one entry per message, in field order."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            inner = path if key == "non_field_errors" else f"{path}.{key}".lstrip(".")
            yield from _walk(value, inner)
    elif isinstance(detail, list):
        for item in detail:
            yield from _walk(item, path)
    else:
        yield FieldProblem(path, str(getattr(detail, "code", "invalid")).upper(), str(detail))
