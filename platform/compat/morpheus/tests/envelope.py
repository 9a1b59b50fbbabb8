"""Reads the door's responses, checking their envelopes exactly."""

from __future__ import annotations

import re
from typing import Any
from unittest.mock import ANY

BASE = "/morpheus/api/v1"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


class Moment:
    """Equal to every time in the format of this door."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and MOMENT.fullmatch(other) is not None

    def __repr__(self) -> str:
        return "2026-02-05T21:30:00.000Z"

    __hash__ = None  # type: ignore[assignment]


A_MOMENT = Moment()


def success(answer: Any, status: int, message: str) -> Any:
    """The data of a success with this message."""
    body = answer.json()
    assert answer.status_code == status, body
    assert body == {
        "success": True,
        "status": status,
        "message": message,
        "data": ANY,
        "requestInfo": _request_info(answer),
    }
    return body["data"]


def assert_refused(answer: Any, status: int, message: str) -> None:
    assert answer.json() == {
        "success": False,
        "statusCode": status,
        "message": message,
        "data": None,
        "requestInfo": _request_info(answer),
    }
    assert answer.status_code == status


def faults(answer: Any) -> dict[str, str]:
    """Field → error of a failed validation."""
    body = answer.json()
    assert body == {
        "success": False,
        "statusCode": 400,
        "message": "Validation failed",
        "errors": ANY,
        "requestInfo": _request_info(answer),
    }
    assert answer.status_code == 400
    assert all(set(each) == {"field", "message"} for each in body["errors"])
    return {each["field"]: each["message"] for each in body["errors"]}


def _request_info(answer: Any) -> dict[str, str]:
    asked = answer.wsgi_request
    return {"url": asked.path, "ip": "127.0.0.1", "method": asked.method}
