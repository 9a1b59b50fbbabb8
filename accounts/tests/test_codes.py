"""Codes by mail: six digits, ten minutes, five tries, valid once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts import services
from accounts.models import CodeTries, EmailChallenge, Session, User
from accounts.tests.factories import make_user
from accounts.tests.mailbox import mailed_codes, subjects, wrong
from core.testing import ApiClient, nothing_changes, run_concurrently

VERIFY, RESEND = "/api/v1/auth/verify-otp", "/api/v1/auth/resend-otp"
EMAIL = "dora@example.com"
REFUSAL = {
    "detail": "The code is wrong or has expired. Ask for a new one.",
    "code": "OTP_INVALID",
    "field": "otp_code",
}


@pytest.fixture
def code(db: None) -> str:
    """The code mailed to Dora, who is not verified yet."""
    make_user("dora", verified=False)
    services.resend_code(email=EMAIL, now=timezone.now())
    (mailed,) = mailed_codes(EMAIL)
    return mailed


def redeem(api: ApiClient, code: str, email: str = EMAIL) -> Any:
    return api.post(VERIFY, {"email": email, "otp_code": code})


def test_the_code_verifies_and_signs_in(anonymous: ApiClient, code: str) -> None:
    answer = redeem(anonymous, code)

    body = answer.json()
    user = User.objects.get()
    assert answer.status_code == 200
    assert user.is_verified
    assert body["token_type"] == "bearer"
    assert body["expires_in"] == 900
    assert body["user"] == {
        "id": user.public_id,
        "email": EMAIL,
        "full_name": "Dora",
        "email_verified": True,
        "created_at": user.created_at.isoformat().replace("+00:00", "Z"),
    }
    assert ApiClient(body["access_token"]).get("/api/v1/auth/me").json() == body["user"]


@pytest.mark.parametrize("spelling", ["DORA@example.com", " dora@Example.COM "])
def test_the_case_of_the_address_does_not_matter(
    anonymous: ApiClient, code: str, spelling: str
) -> None:
    assert redeem(anonymous, code, spelling).status_code == 200


def test_a_code_is_valid_once(anonymous: ApiClient, code: str) -> None:
    assert redeem(anonymous, code).status_code == 200

    with nothing_changes():
        again = redeem(anonymous, code)

    assert (again.status_code, again.json()) == (400, REFUSAL)


def test_four_wrong_tries_are_allowed(anonymous: ApiClient, code: str) -> None:
    for _ in range(4):
        refused = redeem(anonymous, wrong(code))
        assert (refused.status_code, refused.json()) == (400, REFUSAL)

    assert redeem(anonymous, code).status_code == 200


def test_the_fifth_wrong_try_closes_the_code(anonymous: ApiClient, code: str) -> None:
    for _ in range(5):
        redeem(anonymous, wrong(code))

    with nothing_changes():
        answer = redeem(anonymous, code)

    assert (answer.status_code, answer.json()) == (400, REFUSAL)
    assert not User.objects.get().is_verified


@pytest.mark.parametrize(("age", "status"), [(timedelta(minutes=9, seconds=50), 200), (None, 400)])
def test_a_code_expires_after_ten_minutes(
    anonymous: ApiClient, code: str, age: timedelta | None, status: int
) -> None:
    challenge = EmailChallenge.objects.get()
    assert challenge.expires_at - challenge.created_at == timedelta(minutes=10)
    elapsed = age or timedelta(minutes=10)
    EmailChallenge.objects.update(expires_at=challenge.expires_at - elapsed)

    assert redeem(anonymous, code).status_code == status
    assert User.objects.get().is_verified is (status == 200)


def test_a_valid_code_is_mailed_again_and_good_for_ten_minutes_more(
    anonymous: ApiClient, code: str
) -> None:
    EmailChallenge.objects.update(expires_at=timezone.now() + timedelta(seconds=20))

    answer = anonymous.post(RESEND, {"email": EMAIL})

    assert answer.status_code == 200
    assert mailed_codes(EMAIL) == [code, code]
    rest = EmailChallenge.objects.get().expires_at - timezone.now()
    assert timedelta(minutes=9) < rest <= timedelta(minutes=10)
    assert redeem(anonymous, code).status_code == 200


def test_an_expired_code_is_replaced(anonymous: ApiClient, code: str) -> None:
    EmailChallenge.objects.update(expires_at=timezone.now())
    anonymous.post(RESEND, {"email": EMAIL})

    old, new = mailed_codes(EMAIL)
    assert old == code
    refused = redeem(anonymous, old if old != new else wrong(new))
    assert (refused.status_code, refused.json()) == (400, REFUSAL)
    assert redeem(anonymous, new).status_code == 200


def test_whoever_asks_for_a_code_has_five_tries_again(anonymous: ApiClient, code: str) -> None:
    for _ in range(5):
        redeem(anonymous, wrong(code))
    anonymous.post(RESEND, {"email": EMAIL})

    assert redeem(anonymous, mailed_codes(EMAIL)[-1]).status_code == 200


def test_requesting_a_code_reveals_nothing(anonymous: ApiClient, code: str) -> None:
    make_user("vera")
    make_user("inga", verified=False, is_active=False)
    answers = [
        anonymous.post(RESEND, {"email": f"{name}@example.com"})
        for name in ("dora", "vera", "inga", "nobody")
    ]

    assert {each.status_code for each in answers} == {200}
    assert len({each.content for each in answers}) == 1
    assert len(subjects(EMAIL)) == 2
    assert [subjects(f"{name}@example.com") for name in ("vera", "inga", "nobody")] == [[], [], []]


@pytest.mark.parametrize("name", ["nobody", "vera", "inga"])
def test_accounts_without_a_code_get_the_same_error(
    anonymous: ApiClient, code: str, name: str
) -> None:
    make_user("vera")
    inga = make_user("inga", verified=False)
    services.resend_code(email=inga.email, now=timezone.now())
    (ingas,) = mailed_codes(inga.email)
    User.objects.filter(pk=inga.pk).update(is_active=False)

    with nothing_changes():
        answer = redeem(anonymous, ingas if name == "inga" else code, f"{name}@example.com")

    assert (answer.status_code, answer.json()) == (400, REFUSAL)


def test_a_code_is_valid_only_for_its_address(anonymous: ApiClient, code: str) -> None:
    other = make_user("eve", verified=False)
    services.resend_code(email=other.email, now=timezone.now())
    (eves,) = mailed_codes(other.email)
    given = code if code != eves else wrong(eves)

    assert redeem(anonymous, given, other.email).status_code == 400
    assert not User.objects.get(pk=other.pk).is_verified


def test_a_code_cannot_be_guessed_before_it_is_mailed(db: None, anonymous: ApiClient) -> None:
    make_user("dora", verified=False)
    services.resend_code(email=EMAIL, now=timezone.now())  # the job has not run yet

    assert redeem(anonymous, "000000").json() == REFUSAL


def test_an_address_verified_meanwhile_gets_no_code(anonymous: ApiClient, code: str) -> None:
    services.resend_code(email=EMAIL, now=timezone.now())  # its job has not run yet
    redeem(anonymous, code)

    assert len(mailed_codes(EMAIL)) == 1


def test_concurrent_redeems_sign_in_once(
    transactional_db: None, anonymous: ApiClient, code: str
) -> None:
    answers = run_concurrently(100, lambda _: redeem(anonymous, code).status_code, threads=25)

    assert (answers.count(200), answers.count(400)) == (1, 99)
    assert Session.objects.count() == 1


def test_race_without_guard_redeems_twice(
    transactional_db: None, anonymous: ApiClient, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.services.sign_ups.redeem", lambda *_, **__: None)

    answers = run_concurrently(100, lambda _: redeem(anonymous, code).status_code, threads=25)

    assert answers.count(200) > 1


def test_concurrent_guesses_get_five_tries(
    transactional_db: None, anonymous: ApiClient, code: str
) -> None:
    run_concurrently(20, lambda _: redeem(anonymous, wrong(code)).status_code)

    assert CodeTries.objects.get().count == 5
    assert redeem(anonymous, code).status_code == 400


def test_concurrent_requests_leave_one_open_code(
    transactional_db: None, anonymous: ApiClient, code: str
) -> None:
    answers = run_concurrently(10, lambda _: anonymous.post(RESEND, {"email": EMAIL}).status_code)

    assert answers == [200] * 10
    assert mailed_codes(EMAIL) == [code] * 11
    assert EmailChallenge.objects.filter(closed_at=None).count() == 1
