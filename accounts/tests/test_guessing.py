"""Requests about one address are limited per network, across all doors, and over all networks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from accounts.services import lockout
from accounts.tests.factories import make_user
from core.testing import ApiClient, nothing_changes
from core.testing.lockouts import time_passes

BODIES: dict[str, dict[str, str]] = {
    "signup": {"password": "SecurePass123!", "full_name": "X"},
    "verify-otp": {"otp_code": "000000"},
    "resend-otp": {},
    "forgot-password": {},
    "reset-password": {"otp_code": "000000", "new_password": "SecurePass123!"},
}


@pytest.fixture(autouse=True)
def _real_limits(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr("core.throttling.WINDOW_SECONDS", 10**10)
    settings.RATE_LIMIT_FACTOR = 1.0
    settings.TRUSTED_PROXIES = 1


def ask(route: str, email: str, client: int) -> Any:
    api = ApiClient(**{"X-Forwarded-For": f"192.0.2.{client}"})
    return api.post(f"/api/v1/auth/{route}", {"email": email, **BODIES[route]})


@pytest.mark.parametrize("route", BODIES)
def test_requests_about_an_address_are_limited_per_network(db: None, route: str) -> None:
    make_user("dora", verified=False)
    spellings = ["dora@example.com", "DORA@example.com", " dora@Example.COM "]

    statuses = [ask(route, spellings[n % 3], 99).status_code for n in range(5)]
    with nothing_changes():
        refused = ask(route, "dora@example.com", 99)

    assert 429 not in statuses
    assert (refused.status_code, refused.json()["code"]) == (429, "RATE_LIMITED")
    assert int(refused.headers["Retry-After"]) > 0
    assert ask(route, "eve@example.com", 99).status_code != 429
    assert ask(route, "dora@example.com", 7).status_code != 429  # her own network


@pytest.mark.parametrize("route", BODIES)
def test_requests_about_an_address_are_limited_over_all_networks(
    db: None, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    monkeypatch.setattr("accounts.services.lockout.REQUESTS_PER_MINUTE_EVERYWHERE", 4)

    statuses = [ask(route, "dora@example.com", client).status_code for client in range(5)]

    assert (429 in statuses[:4], statuses[4]) == (False, 429)


@pytest.mark.parametrize("route", BODIES)
def test_unknown_addresses_are_counted_too(db: None, route: str) -> None:
    statuses = [ask(route, "nobody@example.com", 99).status_code for _ in range(6)]

    assert (429 in statuses[:5], statuses[5]) == (False, 429)


def test_mails_to_an_address_are_limited_per_network_and_hour(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.services.lockout.REQUESTS_PER_MINUTE", 1_000)
    monkeypatch.setattr("accounts.services.lockout.MAILS_PER_HOUR", 4)

    statuses = [
        ask(route, "dora@example.com", 99).status_code
        for route in ["signup", "resend-otp", "forgot-password"] * 2
    ]

    assert 429 not in statuses[:4]
    assert statuses[4:] == [429, 429]
    assert ask("verify-otp", "dora@example.com", 99).status_code == 400
    assert ask("resend-otp", "dora@example.com", 7).status_code == 200


@pytest.mark.parametrize("bound", ["CODES_FROM_NETWORK", "CODES_FROM_EVERYWHERE"])
def test_code_tries_are_limited_per_day_for_all_purposes(
    db: None, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    monkeypatch.setattr("accounts.services.lockout.REQUESTS_PER_MINUTE", 1_000)
    four = replace(getattr(lockout, bound), tries=4)
    monkeypatch.setattr(lockout, bound, four)
    is_of_all = bound == "CODES_FROM_EVERYWHERE"

    statuses = [
        ask(route, "dora@example.com", n if is_of_all else 99).status_code
        for n, route in enumerate(["verify-otp", "reset-password"] * 2)
    ]
    refused = ask("verify-otp", "dora@example.com", 99)

    assert statuses == [400] * 4
    assert (refused.status_code, refused.json()["code"]) == (429, "TOO_MANY_TRIES")
    assert refused.headers["Retry-After"] == "3600"
    time_passes(3600)
    assert ask("verify-otp", "dora@example.com", 99).status_code == 400
    assert ask("verify-otp", "dora@example.com", 99).headers["Retry-After"] == "7200"
