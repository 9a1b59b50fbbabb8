"""Guessing a password is limited per account and per client, and affects no open session."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts import services
from accounts.models import User
from accounts.services import SignedIn
from accounts.services.lockout import (
    PASSWORDS_FROM_EVERYWHERE,
    PASSWORDS_FROM_NETWORK,
    PASSWORDS_OF_ACCOUNT,
)
from accounts.tests.factories import PASSWORD
from accounts.tests.mailbox import mailed_codes
from core.testing import ApiClient, nothing_changes, run_concurrently
from core.testing.lockouts import time_passes

EMAIL = "dora@example.com"
NEW_PASSWORD = "another-horse-8"
TRIES_PER_ACCOUNT, TRIES_PER_NETWORK = PASSWORDS_OF_ACCOUNT.tries, PASSWORDS_FROM_NETWORK.tries


@pytest.fixture(autouse=True)
def _real_limits(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """The general limits disabled."""
    monkeypatch.setattr("accounts.api.views.AuthViewSet.per_minute", {})
    monkeypatch.setattr("accounts.api.views.AccountViewSet.per_minute", {})
    monkeypatch.setattr("core.api.views.ADDRESS_PER_MINUTE", 10**6)
    settings.RATE_LIMIT_FACTOR = 1.0
    settings.TRUSTED_PROXIES = 1


def login(password: str, *, email: str = EMAIL, client: str = "192.0.2.1") -> Any:
    api = ApiClient(**{"X-Forwarded-For": client})
    return api.post("/api/v1/auth/login", {"email": email, "password": password})


def guess_until_locked(email: str = EMAIL) -> None:
    for _ in range(TRIES_PER_ACCOUNT):
        assert login("wrong", email=email).status_code == 401


def active_session(user: User) -> SignedIn:
    return services.start_session(user=user, user_agent="", address="127.0.0.1", now=timezone.now())


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.com"])
def test_after_ten_wrong_tries_the_right_password_has_to_wait(dora: User, email: str) -> None:
    guess_until_locked(email)

    with nothing_changes():
        answer = login(PASSWORD, email=email)

    assert (answer.status_code, answer.json()["code"]) == (429, "TOO_MANY_TRIES")
    assert answer.headers["Retry-After"] == "60"
    assert answer.json()["detail"] == "Too many tries. Please wait 60 s."
    assert login("wrong", email="eve@example.com").status_code == 401


def test_tries_while_locked_out_change_nothing_about_the_wait(dora: User) -> None:
    guess_until_locked()

    waits = [int(login("wrong").headers["Retry-After"]) for _ in range(2 * TRIES_PER_ACCOUNT)]

    assert waits == sorted(waits, reverse=True)
    assert {60, 59, 58} >= set(waits)
    time_passes(60)
    assert login(PASSWORD).status_code == 200


def test_each_wrong_try_after_a_lock_out_doubles_the_wait_up_to_a_quarter_of_an_hour(
    dora: User,
) -> None:
    guess_until_locked()

    waits = []
    for _ in range(6):
        waits.append(int(login("wrong").headers["Retry-After"]))
        time_passes(waits[-1])
        assert login("wrong").status_code == 401

    assert waits == [60, 120, 240, 480, 900, 900]


def test_a_locked_account_uses_up_no_tries_of_a_client(dora: User) -> None:
    guess_until_locked()
    for _ in range(TRIES_PER_NETWORK):
        assert login("wrong").status_code == 429

    assert login("wrong", email="eve@example.com").status_code == 401


def test_a_stranger_does_not_keep_the_owner_out(dora: User) -> None:
    guess_until_locked()
    for _ in range(3):
        time_passes(900)
        login("wrong")

    assert login(PASSWORD).status_code == 429
    assert login(PASSWORD, client="192.0.2.2").status_code == 200
    assert login(PASSWORD).status_code == 429  # the owner's sign-in frees nobody else


def test_many_networks_together_have_a_limit_too(dora: User) -> None:
    for number in range(PASSWORDS_FROM_EVERYWHERE.tries):
        answer = login("wrong", client=f"198.51.100.{number % 25}")
        assert answer.status_code == 401

    with nothing_changes():
        assert login(PASSWORD, client="203.0.113.1").status_code == 429
    time_passes(60)
    assert login(PASSWORD, client="203.0.113.1").status_code == 200


def test_open_sessions_work_while_somebody_guesses(dora: User) -> None:
    mine = active_session(dora)
    api = ApiClient(mine.access_token)

    guess_until_locked()

    assert login(PASSWORD).status_code == 429
    assert api.get("/api/v1/auth/me").status_code == 200
    refreshed = api.post("/api/v1/auth/refresh", {"refresh_token": mine.refresh_token})
    assert refreshed.status_code == 200
    passwords = {"old_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert api.post("/api/v1/auth/change-password", passwords).status_code == 200


def test_the_right_password_resets_the_tries(dora: User) -> None:
    for _ in range(3):
        for _ in range(TRIES_PER_ACCOUNT - 1):
            assert login("wrong").status_code == 401
        assert login(PASSWORD).status_code == 200


def test_a_password_reset_by_mail_ends_the_wait(dora: User) -> None:
    anonymous = ApiClient(**{"X-Forwarded-For": "192.0.2.1"})
    guess_until_locked()
    anonymous.post("/api/v1/auth/forgot-password", {"email": EMAIL})
    body = {"email": EMAIL, "otp_code": mailed_codes(EMAIL)[-1], "new_password": NEW_PASSWORD}

    assert anonymous.post("/api/v1/auth/reset-password", body).status_code == 200

    assert login(NEW_PASSWORD).status_code == 200


def test_concurrent_tries_get_no_extra_checks(transactional_db: None, dora: User) -> None:
    statuses = run_concurrently(30, lambda _: login("wrong").status_code)

    assert (statuses.count(401), statuses.count(429)) == (TRIES_PER_ACCOUNT, 20)


@pytest.mark.parametrize(
    ("clients", "neighbor"),
    [(["192.0.2.7"], "192.0.2.8"), (["2001:db8::1", "2001:db8::ffff"], "2001:db8:0:1::1")],
)
def test_one_client_cannot_try_many_accounts(dora: User, clients: list[str], neighbor: str) -> None:
    for number in range(TRIES_PER_NETWORK):
        client = clients[number % len(clients)]
        answer = login("wrong", email=f"user{number}@example.com", client=client)
        assert answer.status_code == 401

    assert login(PASSWORD, client=clients[-1]).status_code == 429
    assert login(PASSWORD, client=neighbor).status_code == 200


def test_a_blocked_client_blocks_nobody_else(dora: User) -> None:
    for number in range(TRIES_PER_NETWORK):
        login("wrong", email=f"user{number}@example.com", client="192.0.2.7")
    for _ in range(2 * TRIES_PER_ACCOUNT):
        assert login("wrong", client="192.0.2.7").status_code == 429

    assert login(PASSWORD, client="192.0.2.8").status_code == 200


def test_right_passwords_do_not_count_against_a_client(dora: User) -> None:
    for _ in range(TRIES_PER_NETWORK + 1):
        assert login(PASSWORD).status_code == 200


@pytest.mark.parametrize("proxies", [0, 1])
def test_a_forged_header_does_not_change_the_client(
    dora: User, settings: Any, proxies: int
) -> None:
    """With a trusted proxy in front, which appends the address it sees, and without one."""
    settings.TRUSTED_PROXIES = proxies
    seen = ", 192.0.2.7" if proxies else ""
    for number in range(TRIES_PER_NETWORK):
        login("wrong", email=f"user{number}@example.com", client=f"203.0.113.{number}{seen}")

    assert login(PASSWORD, client=f"203.0.113.250{seen}").status_code == 429


@pytest.mark.parametrize(
    ("route", "body"),
    [
        ("change-password", {"old_password": "?", "new_password": NEW_PASSWORD}),
        ("change-email", {"email": "new@example.com", "password": "?"}),
        ("close-account", {"password": "?"}),
    ],
)
def test_a_stolen_session_cannot_guess_the_password(
    dora: User, monkeypatch: pytest.MonkeyPatch, route: str, body: dict[str, str]
) -> None:
    monkeypatch.setattr("accounts.services.lockout.REQUESTS_PER_MINUTE", 1_000)
    api = ApiClient(active_session(dora).access_token)
    right = {name: PASSWORD if value == "?" else value for name, value in body.items()}

    with nothing_changes():
        for _ in range(TRIES_PER_ACCOUNT):
            wrong = api.post(f"/api/v1/auth/{route}", body)
            assert (wrong.status_code, wrong.json()["field"]) == (400, password_field(body))
        refused = api.post(f"/api/v1/auth/{route}", right)

    assert (refused.status_code, refused.json()["code"]) == (429, "TOO_MANY_TRIES")
    assert login(PASSWORD).status_code == 200  # counted separately from sign-in


def password_field(body: dict[str, str]) -> str:
    return next(name for name, value in body.items() if value == "?")
