"""Tokens, true and forged, and how they are refused."""

from __future__ import annotations

import base64
import json
from typing import Any

from django.utils import timezone

from accounts import services
from accounts.services import SignedIn
from accounts.tests.factories import make_user
from core.testing import ApiClient, nothing_changes, shared

ME = "/api/v1/auth/me"
IN_2100 = 4_102_444_800


@shared
def signed_in() -> SignedIn:
    return services.start_session(
        user=make_user("dora"), user_agent="tests", address="127.0.0.1", now=timezone.now()
    )


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def unsigned(token: str, algorithm: str) -> str:
    """The same claims, declared as unsigned."""
    _, payload, _ = token.split(".")
    return f"{part({'alg': algorithm, 'typ': 'JWT'})}.{payload}."


def assert_refused(authorization: str, code: str = "TOKEN_INVALID") -> None:
    with nothing_changes():
        answer = ApiClient(Authorization=authorization).get(ME)
    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert answer.headers["WWW-Authenticate"] == "Bearer"
