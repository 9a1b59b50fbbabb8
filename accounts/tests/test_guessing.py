"""However many clients guess at one account, it sees few of the guesses."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.tests.factories import PASSWORD, make_user
from core.testing import ApiClient, nothing_changes

BODIES: dict[str, dict[str, str]] = {
    "login": {"password": "wrong-password-1"},
    "signup": {"password": "SecurePass123!", "full_name": "X"},
    "verify-otp": {"otp_code": "000000"},
    "resend-otp": {},
}
LIMITS = {"login": 10, "signup": 5, "verify-otp": 5, "resend-otp": 5}


@pytest.fixture(autouse=True)
def _real_limits(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr("core.throttling.WINDOW_SECONDS", 10**10)
    settings.RATE_LIMIT_FACTOR = 1.0
    settings.TRUSTED_PROXIES = 1


def ask(route: str, email: str, client: int) -> Any:
    api = ApiClient(**{"X-Forwarded-For": f"192.0.2.{client}"})
    return api.post(f"/api/v1/auth/{route}", {"email": email, **BODIES[route]})


@pytest.mark.parametrize("route", BODIES)
def test_one_address_from_many_clients(db: None, route: str) -> None:
    make_user("dora", verified=False)
    spellings = ["dora@example.com", "DORA@example.com", " dora@Example.COM "]

    statuses = [ask(route, spellings[n % 3], n).status_code for n in range(LIMITS[route])]
    with nothing_changes():
        refused = ask(route, "dora@example.com", 99)

    assert 429 not in statuses
    assert (refused.status_code, refused.json()["code"]) == (429, "RATE_LIMITED")
    assert int(refused.headers["Retry-After"]) > 0
    assert ask(route, "eve@example.com", 99).status_code != 429


def test_the_right_password_has_to_wait_as_well(db: None) -> None:
    make_user("dora")
    for client in range(10):
        ask("login", "dora@example.com", client)

    with nothing_changes():
        answer = ApiClient(**{"X-Forwarded-For": "192.0.2.99"}).post(
            "/api/v1/auth/login", {"email": "dora@example.com", "password": PASSWORD}
        )

    assert answer.status_code == 429
