"""Whoever proves an address at the moment when somebody else uses it has the account alone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.utils import timezone

from accounts import services
from accounts.errors import CodeInvalid, SessionEnded
from accounts.models import Session, User
from accounts.services import sessions, sign_ups
from accounts.tests.factories import PASSWORD, make_user, token_of
from accounts.tests.mailbox import mailed_codes
from core.testing import ApiClient, run_concurrently

EMAIL, OWNERS = "dora@example.com", "owners-battery-2"


@pytest.fixture
def stranger(db: None) -> User:
    """Registered with Dora's address, and PASSWORD."""
    return make_user("dora", verified=False)


def prove_by_reset() -> None:
    services.forgot_password(email=EMAIL, by="code", now=timezone.now())
    code = mailed_codes(EMAIL)[-1]
    services.reset_password(email=EMAIL, code=code, new_password=OWNERS, now=timezone.now())


def prove_by_sign_up() -> None:
    services.sign_up(email=EMAIL, password=OWNERS, full_name="Dora", now=timezone.now())
    services.verify_email(email=EMAIL, code=mailed_codes(EMAIL)[-1], now=timezone.now())


each_proof = pytest.mark.parametrize("prove", [prove_by_reset, prove_by_sign_up])


def sign_in_while(prove: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> int:
    """The status of the stranger's sign-in, whose password is checked just before the proof."""
    real = User.check_password

    def check(user: User, password: str) -> bool:
        is_right = real(user, password)
        prove()
        return is_right

    with monkeypatch.context() as patch:
        patch.setattr(User, "check_password", check)
        body = {"email": EMAIL, "password": PASSWORD}
        return int(ApiClient().post("/api/v1/auth/login", body).status_code)


@each_proof
def test_a_sign_in_during_the_proof_leaves_no_session(
    stranger: User, prove: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sign_in_while(prove, monkeypatch) == 401
    assert not Session.objects.filter(revoked_at=None).exists()


@each_proof
def test_race_without_the_guard_leaves_the_strangers_session(
    stranger: User, prove: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "_record_sign_in", lambda *_, **__: True)

    assert sign_in_while(prove, monkeypatch) == 200
    assert Session.objects.filter(revoked_at=None).count() == 1


def change_password(user: User) -> None:
    services.change_password(
        user=user, old_password=PASSWORD, new_password="strangers-new-3", now=timezone.now()
    )


def change_address(user: User) -> None:
    services.set_email(user=user, email="mallory@example.com", now=timezone.now())


def close(user: User) -> None:
    services.close_without_password(user=user, now=timezone.now())


CHANGES: list[Any] = [change_password, change_address, close]


@pytest.mark.parametrize("change", CHANGES)
def test_a_request_authenticated_before_the_proof_changes_nothing_after_it(
    stranger: User, change: Callable[[User], None]
) -> None:
    prove_by_reset()

    with pytest.raises(SessionEnded):
        change(stranger)

    assert User.objects.get(email=EMAIL, is_active=True).check_password(OWNERS)


@pytest.mark.parametrize("change", CHANGES)
def test_race_without_the_guard_changes_the_owners_account(
    stranger: User, change: Callable[[User], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("passwords", "emails", "closing"):
        monkeypatch.setattr(
            f"accounts.services.{module}.lock_unchanged",
            lambda user: User.objects.get(pk=user.pk),
        )
    prove_by_reset()

    change(stranger)

    changed = User.objects.get()
    state = changed.email, changed.check_password(OWNERS), changed.is_active
    assert state != (EMAIL, True, True)


def prove_both(monkeypatch: pytest.MonkeyPatch, *, patience: float) -> list[str]:
    """What became of two sign-ups whose codes are redeemed at the same time: both have redeemed
    theirs before either makes its account, unless a lock makes one of them wait.

    patience: how long the first waits for the other to redeem, in seconds.
    """
    choices = ["first-horse-11", "second-horse-22"]
    for password in choices:
        services.sign_up(email=EMAIL, password=password, full_name="", now=timezone.now())
    codes = mailed_codes(EMAIL)
    checked, redeemed = threading.Barrier(2), threading.Barrier(2)
    real_check, real_redeem = sign_ups.check_code, sign_ups.redeem

    def check_code(*arguments: Any, **named: Any) -> Any:
        challenge = real_check(*arguments, **named)
        checked.wait(timeout=30)
        return challenge

    def redeem(challenge: Any, *, now: Any) -> None:
        real_redeem(challenge, now=now)
        try:
            redeemed.wait(timeout=patience)
        except threading.BrokenBarrierError:
            pass  # the other one waits for a lock

    monkeypatch.setattr(sign_ups, "check_code", check_code)
    monkeypatch.setattr(sign_ups, "redeem", redeem)

    def attempt(number: int) -> str:
        try:
            services.verify_email(email=EMAIL, code=codes[number], now=timezone.now())
        except CodeInvalid:
            return "refused"
        except Exception as error:  # noqa: BLE001 (the database's, without the lock)
            return type(error).__name__
        return choices[number]

    return run_concurrently(2, attempt, threads=2)


def test_concurrent_proofs_give_the_address_to_one(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = prove_both(monkeypatch, patience=0.5)

    (winner,) = set(outcomes) - {"refused"}
    assert outcomes.count("refused") == 1
    assert check_password(winner, User.objects.get().password)


def test_race_without_the_lock_lets_the_database_fail(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("sign_ups", "verification"):
        monkeypatch.setattr(f"accounts.services.{module}.lock_address", lambda _: None)

    outcomes = prove_both(monkeypatch, patience=30)

    assert set(outcomes) & {"OperationalError", "IntegrityError"}


def test_concurrent_registrations_do_not_survive_the_proof(transactional_db: None) -> None:
    services.sign_up(email=EMAIL, password=OWNERS, full_name="Dora", now=timezone.now())
    (code,) = mailed_codes(EMAIL)
    tokens: list[str] = []

    def attempt(number: int) -> int:
        if number == 5:
            body = {"email": EMAIL, "otp_code": code}
            return int(ApiClient().post("/api/v1/auth/verify-otp", body).status_code)
        body = {"email": EMAIL, "password": "strangers-horse-1", "display_name": "X"}
        answer = ApiClient().post("/microbit/api/v1/auth/register", body)
        if answer.status_code == 201:
            tokens.append(answer.json()["access_token"])
        return int(answer.status_code)

    statuses = run_concurrently(12, attempt, threads=12)

    assert statuses[5] == 200
    assert len(tokens) <= 1
    assert [ApiClient(each).get("/user").status_code for each in tokens] == [401] * len(tokens)
    assert User.objects.get(email=EMAIL).check_password(OWNERS)


def test_concurrent_sign_ins_do_not_survive_the_proof(transactional_db: None) -> None:
    stranger = make_user("dora", verified=False)
    services.sign_up(email=EMAIL, password=OWNERS, full_name="Dora", now=timezone.now())
    code = mailed_codes(EMAIL)[-1]
    tokens = [token_of(stranger)]

    def attempt(number: int) -> int:
        if number == 5:
            body = {"email": EMAIL, "otp_code": code}
            return int(ApiClient().post("/api/v1/auth/verify-otp", body).status_code)
        body = {"email": EMAIL, "password": PASSWORD}
        answer = ApiClient().post("/api/v1/auth/login", body)
        if answer.status_code == 200:
            tokens.append(answer.json()["access_token"])
        return int(answer.status_code)

    statuses = run_concurrently(12, attempt, threads=12)

    assert statuses[5] == 200
    assert {ApiClient(each).get("/user").status_code for each in tokens} == {401}
