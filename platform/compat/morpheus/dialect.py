"""The morpheus dialect: camel case, request info in the envelope, fixed error texts."""

from __future__ import annotations

import re
from typing import Any

from core.wire import Dialect, Exchange, Problem
from core.wire.dialect import FieldProblem

WHOLE_BODY = "body"  # the field at fault if it is no single one, e.g. in malformed JSON
CRASHED = "Internal server error!!"
NO_PERMISSION = "You do not have permission to access this resource"
FIXED_WORDS = {
    "NOT_FOUND": "Resource not found!!",
    "TOKEN_EXPIRED": "Token expired",
    "FORBIDDEN": NO_PERMISSION,
    "ROLE_ABOVE_OWN": NO_PERMISSION,
    "NETWORKS_ARE_THE_OWNERS": NO_PERMISSION,
}


def camel(key: str) -> str:
    head, *rest = key.split("_")
    return head + "".join(part.capitalize() for part in rest)


def snake(key: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"_\1", key).lower()


def success(body: Any, exchange: Exchange) -> dict[str, Any]:
    return {
        "success": True,
        "status": exchange.status,
        "message": exchange.message,
        "data": body,
        "requestInfo": _request_info(exchange),
    }


def failure(problem: Problem, exchange: Exchange) -> dict[str, Any]:
    """A 400 always lists the errors per field; anything else is one sentence."""
    if problem.status == 400:
        return _invalid(problem, exchange)
    words = FIXED_WORDS.get(problem.code, problem.detail)
    return {
        "success": False,
        "statusCode": problem.status,
        "message": CRASHED if problem.status == 500 else words,
        "data": None,
        "requestInfo": _request_info(exchange),
    }


# The contract's fixed texts for errors in a field.
FIELD_WORDS = {"Enter a valid e-mail address.": "Invalid email format"}


def _invalid(problem: Problem, exchange: Exchange) -> dict[str, Any]:
    alone = (FieldProblem(problem.field or "", problem.code, problem.detail),)
    return {
        "success": False,
        "statusCode": 400,
        "message": "Validation failed",
        "errors": [
            {
                "field": each.field or WHOLE_BODY,
                "message": FIELD_WORDS.get(each.detail, each.detail),
            }
            for each in problem.errors or alone
        ],
        "requestInfo": _request_info(exchange),
    }


def _request_info(exchange: Exchange) -> dict[str, str]:
    return {"url": exchange.path, "ip": exchange.client_address, "method": exchange.method}


MORPHEUS = Dialect(
    name="morpheus",
    success=success,
    failure=failure,
    encode_key=camel,
    decode_key=snake,
    verbatim=frozenset({"settings"}),
)
