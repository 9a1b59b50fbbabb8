"""The content of this door's envelopes, whose form is asserted on the way."""

from __future__ import annotations

import re
from typing import Any

from accounts.tests.factories import PASSWORD
from compat.voicera.tests.world import BASE
from core.testing import ApiClient

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def data(answer: Any) -> Any:
    """The data of a success."""
    body = answer.json()
    assert set(body) - {"message"} == {"success", "data", "timestamp"}
    assert body["success"] is True
    assert _MOMENT.fullmatch(body["timestamp"])
    return body["data"]


def error(answer: Any) -> tuple[int, str, Any]:
    """Status, code and details of an error."""
    body = answer.json()
    assert set(body) == {"success", "error", "timestamp"}
    assert body["success"] is False
    assert _MOMENT.fullmatch(body["timestamp"])
    assert set(body["error"]) == {"code", "message", "details"}
    assert body["error"]["message"]
    return answer.status_code, body["error"]["code"], body["error"]["details"]


def login(email: str, password: str = PASSWORD) -> Any:
    return ApiClient().post(f"{BASE}/auth/login", {"email": email, "password": password})
