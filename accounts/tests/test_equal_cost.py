"""Requests cost the same for known and unknown addresses: hashes are counted, not time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accounts import services
from accounts.errors import AddressTaken
from accounts.hashers import Argon2id
from accounts.models import User
from accounts.tests.factories import PASSWORD, make_user, sign_up
from core.models import Job
from core.testing import ApiClient, assert_queries

PBKDF2 = "pbkdf2_sha256$1000000$abcdefghijklmnop$0000000000000000000000000000000000000000000="


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for every argon2 computation."""
    done: list[str] = []

    def counted(name: str) -> Callable[..., Any]:
        real = getattr(Argon2id, name)

        def run(self: Argon2id, *arguments: Any) -> Any:
            done.append(name)
            return real(self, *arguments)

        return run

    for name in ("encode", "verify"):
        monkeypatch.setattr(Argon2id, name, counted(name))
    return done


def make_everybody() -> dict[str, str]:
    """Name → password hash (None to keep it) of every kind of account."""
    people = {"known": None, "unusable": "!", "old": PBKDF2, "gibberish": "x", "empty": ""}
    for name, kept in people.items():
        user = make_user(name)
        if kept is not None:
            User.objects.filter(pk=user.pk).update(password=kept)
    make_user("inactive", is_active=False)
    make_user("unverified", verified=False)
    sign_up("pending")
    return {
        name: f"{name}@example.com"
        for name in (*people, "inactive", "unverified", "pending", "nobody")
    }


def test_a_wrong_password_costs_one_hash_for_any_account(
    db: None, anonymous: ApiClient, hashes: list[str]
) -> None:
    found: dict[str, tuple[int, bytes, int]] = {}
    for name, email in make_everybody().items():
        hashes.clear()
        with assert_queries(2):  # the user, and sign-ups
            body = {"email": email, "password": "wrong-password-1"}
            answer = anonymous.post("/api/v1/auth/login", body)
        found[name] = (answer.status_code, answer.content, len(hashes))

    assert set(found.values()) == {(401, found["nobody"][1], 1)}


def test_the_right_password_of_a_disabled_account_looks_like_a_wrong_one(
    db: None, anonymous: ApiClient, hashes: list[str]
) -> None:
    make_user("inactive", is_active=False)
    hashes.clear()

    with assert_queries(2):
        body = {"email": "inactive@example.com", "password": PASSWORD}
        answer = anonymous.post("/api/v1/auth/login", body)

    assert (answer.status_code, answer.json()["code"], len(hashes)) == (401, "BAD_CREDENTIALS", 1)


@pytest.mark.parametrize(
    ("route", "body", "expected_hashes"),
    [
        (
            "signup",
            {"password": "SecurePass123!", "full_name": "X"},
            2,
        ),  # one to keep, one to compare
        ("resend-otp", {}, 0),
        ("forgot-password", {}, 0),
    ],
)
def test_requests_about_any_address_cost_and_return_the_same(
    db: None,
    anonymous: ApiClient,
    hashes: list[str],
    route: str,
    body: dict[str, str],
    expected_hashes: int,
) -> None:
    found: dict[str, tuple[int, str, int, int]] = {}
    for name, email in make_everybody().items():
        hashes.clear()
        jobs = Job.objects.count()
        answer = anonymous.post(f"/api/v1/auth/{route}", {"email": email, **body})
        content = answer.content.decode().replace(email, "…")
        found[name] = (answer.status_code, content, len(hashes), Job.objects.count() - jobs)

    (alike,) = set(found.values())
    assert alike[2:] == (expected_hashes, 1)


@pytest.mark.parametrize("route", ["resend-otp", "forgot-password"])
def test_requests_about_any_address_run_the_same_queries(
    db: None, anonymous: ApiClient, route: str
) -> None:
    for email in make_everybody().values():
        with assert_queries(1):  # records the job, which looks the address up later
            anonymous.post(f"/api/v1/auth/{route}", {"email": email})


def test_a_taken_address_is_refused_after_the_password_was_hashed(
    db: None, hashes: list[str]
) -> None:
    make_user("known")
    for email, expected in (("known@example.com", AddressTaken), ("new@example.com", None)):
        hashes.clear()
        refusal = None
        try:
            services.register(
                email=email, password="SecurePass123!", full_name="", now=timezone.now()
            )
        except AddressTaken as error:
            refusal = error
        assert (type(refusal) if refusal else None, len(hashes)) == (expected, 1)
