"""Sign-up: does not reveal known addresses, and does not take a verified one over."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts import services
from accounts.models import EmailChallenge, Session, User
from accounts.services.sign_ups import MAX_OPEN
from accounts.tests.factories import PASSWORD, make_user
from accounts.tests.mailbox import mailed_codes, subjects
from core.models import Job
from core.testing import ApiClient, nothing_changes, run_concurrently

PATH = "/api/v1/auth/signup"
DORA = {"email": "dora@example.com", "password": "SecurePass123!", "full_name": "Dora Doe"}
ANSWER = {
    "message": "Account created. Verify email with OTP.",
    "email": "dora@example.com",
    "expires_in_minutes": 10,
}


def test_a_new_address_gets_a_code_that_makes_its_account(db: None, anonymous: ApiClient) -> None:
    answer = anonymous.post(PATH, DORA)

    assert (answer.status_code, answer.json()) == (201, ANSWER)
    assert subjects("dora@example.com") == ["Your Frontdesk code"]
    (code,) = mailed_codes("dora@example.com")
    assert (User.objects.count(), Session.objects.count()) == (0, 0)
    user = services.verify_email(email=DORA["email"], code=code, now=timezone.now())
    assert (user.email, user.full_name) == ("dora@example.com", "Dora Doe")
    assert (user.is_verified, user.is_active, user.is_staff) == (True, True, False)
    assert user.check_password("SecurePass123!")


@pytest.mark.usefixtures("production_hashes")
def test_neither_password_nor_code_is_stored_in_plain(db: None, anonymous: ApiClient) -> None:
    anonymous.post(PATH, DORA)
    (code,) = mailed_codes(DORA["email"])

    challenge = EmailChallenge.objects.get()
    assert challenge.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert challenge.code_seed is not None
    assert len(challenge.code_seed) == 16
    assert code.encode() not in bytes(challenge.code_seed)
    assert all(code not in str(job.arguments) for job in Job.objects.all())


def test_an_unverified_address_can_be_signed_up_again(db: None, anonymous: ApiClient) -> None:
    anonymous.post(PATH, DORA)
    (first,) = mailed_codes(DORA["email"])

    answer = anonymous.post(PATH, DORA | {"password": "AnotherPass456!", "full_name": "D."})

    assert (answer.status_code, answer.json()) == (201, ANSWER)
    _, second = mailed_codes(DORA["email"])
    user = services.verify_email(email=DORA["email"], code=second, now=timezone.now())
    assert user.full_name == "D."
    assert user.check_password("AnotherPass456!")
    refused = anonymous.post("/api/v1/auth/verify-otp", {"email": DORA["email"], "otp_code": first})
    assert (refused.status_code, refused.json()["code"]) == (400, "OTP_INVALID")


@pytest.mark.parametrize("spelling", ["dora@example.com", "DORA@Example.com"])
def test_a_verified_address_gets_the_same_response_and_a_notice(
    db: None, anonymous: ApiClient, spelling: str
) -> None:
    make_user("dora")
    before = User.objects.values().get()

    answer = anonymous.post(PATH, DORA | {"email": spelling})

    assert (answer.status_code, answer.json()) == (201, ANSWER)
    assert User.objects.values().get() == before
    assert subjects("dora@example.com") == ["You already have a Frontdesk account"]
    assert EmailChallenge.objects.filter(closed_at=None).count() == 0
    assert mailed_codes("dora@example.com") == []


def test_addresses_differ_by_more_than_case(db: None, anonymous: ApiClient) -> None:
    for spelling in ("dora@example.com", "Dora@EXAMPLE.com", " dora@example.com "):
        assert anonymous.post(PATH, DORA | {"email": spelling}).json() == ANSWER

    assert len(mailed_codes("dora@example.com")) == 3


def test_concurrent_sign_ups_leave_as_many_open_as_may_be(
    transactional_db: None, anonymous: ApiClient
) -> None:
    answers = run_concurrently(10, lambda _: anonymous.post(PATH, DORA), threads=10)

    assert [(each.status_code, each.json()) for each in answers] == [(201, ANSWER)] * 10
    mailed_codes(DORA["email"])
    assert EmailChallenge.objects.filter(closed_at=None).count() == MAX_OPEN


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Ab1!xyz", "This password is too short. It must contain at least 8 characters."),
        ("12345678901", "This password is too common. This password is entirely numeric."),
        ("74018263954071", "This password is entirely numeric."),
        ("password123", "This password is too common."),
        ("dora@example.com", "The password is too similar to the email."),
        ("dora doe", "The password is too similar to the full name."),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(
    db: None, anonymous: ApiClient, password: str, reason: str
) -> None:
    with nothing_changes():
        answer = anonymous.post(PATH, DORA | {"password": password})

    assert answer.status_code == 400
    assert answer.json() == {"detail": reason, "code": "PASSWORD_TOO_WEAK", "field": "password"}


@pytest.mark.parametrize(
    "password",
    ["correct horse battery staple", " spaces count ", "пароль-из-слов", "x" * 5 + "é🔑7"],
)
def test_good_passwords_are_accepted_as_typed(
    db: None, anonymous: ApiClient, password: str
) -> None:
    assert anonymous.post(PATH, DORA | {"password": password}).status_code == 201

    (code,) = mailed_codes(DORA["email"])
    user = services.verify_email(email=DORA["email"], code=code, now=timezone.now())
    assert user.check_password(password)
    assert not user.check_password(password.strip() + " ")


def test_a_weak_password_is_refused_for_a_known_address_too(db: None, anonymous: ApiClient) -> None:
    make_user("dora")
    weak: dict[str, Any] = DORA | {"password": "short"}

    known = anonymous.post(PATH, weak)
    unknown = anonymous.post(PATH, weak | {"email": "eve@example.com"})

    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())
    assert User.objects.get().check_password(PASSWORD)
