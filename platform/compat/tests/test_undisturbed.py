"""Nobody who only knows an address stops its owner: what was mailed first goes on working."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from accounts.models import CodeTries, EmailChallenge, User
from accounts.tests.factories import make_user
from accounts.tests.mailbox import mailed_codes, mailed_tokens, wrong
from accounts.tests.mailed_pages import can_sign_in
from compat.tests.people import (
    DIRECTLY,
    EMAIL,
    MICROBIT,
    MORPHEUS,
    OWNERS,
    VOICERA,
    by_code,
    complete,
    post,
    redeem,
)
from core.testing import ApiClient, nothing_changes, run_concurrently

MAX_OPEN = 4  # enough to see who stays; the bound itself is tested with sign-ups
FLOOD = MAX_OPEN + 2


def reset_by_code(code: str) -> None:
    body = {"email": EMAIL, "otp_code": code, "new_password": OWNERS}
    post("/api/v1/auth/reset-password", **body)


def reset_by_link(token: str) -> None:
    post(f"{VOICERA}/auth/reset-password", token=token, new_password=OWNERS)


def forgot(path: str) -> None:
    make_user(EMAIL.partition("@")[0])
    post(path, email=EMAIL)


# How the owner begins, and how she goes on with the first mail that she got.
Begun = tuple[Callable[[], Any], Callable[[str], list[str]], Callable[[str], Any]]
WAYS: dict[str, Begun] = {
    "code": (lambda: by_code(OWNERS), mailed_codes, redeem),
    **{
        door: (partial(registered, OWNERS), mailed_codes, redeem)
        for door, registered in DIRECTLY.items()
    },
    "morpheus link": (
        lambda: post(f"{MORPHEUS}/auth/register/request-verification", email=EMAIL),
        mailed_tokens,
        complete,
    ),
    "reset code": (lambda: forgot("/api/v1/auth/forgot-password"), mailed_codes, reset_by_code),
    "reset link": (lambda: forgot(f"{VOICERA}/auth/forgot-password"), mailed_tokens, reset_by_link),
}


class Stranger:
    """Knows the address, and asks from one network."""

    def __init__(self, network: int) -> None:
        self.api = ApiClient(**{"X-Forwarded-For": f"192.0.2.{network}"})

    def ask(self, path: str, **body: str) -> int:
        return int(self.api.post(path, {"email": EMAIL, **body}).status_code)

    def sign_up(self, number: int) -> int:
        password = f"number-{number}-horse"
        return self.ask("/api/v1/auth/signup", password=password, full_name="X")

    def resend(self) -> int:
        return self.ask("/api/v1/auth/resend-otp")

    def guess(self, code: str) -> set[int]:
        return {
            self.ask("/api/v1/auth/verify-otp", otp_code=code),
            self.ask("/api/v1/auth/reset-password", otp_code=code, new_password="number-1-horse"),
        }

    def register(self) -> None:
        body = {"password": "number-2-horse"}
        self.ask("/register", **body)
        self.ask(f"{MICROBIT}/auth/register", **body, display_name="X")
        self.ask(f"{VOICERA}/auth/register", **body)

    def request_links(self) -> None:
        self.ask(f"{MORPHEUS}/auth/register/request-verification")
        self.ask("/api/v1/auth/forgot-password")
        self.ask(f"{VOICERA}/auth/forgot-password")


@pytest.fixture(autouse=True)
def _networks(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.TRUSTED_PROXIES = 1
    monkeypatch.setattr("accounts.services.sign_ups.MAX_OPEN", MAX_OPEN)


def attack(stranger: Stranger, code: str) -> None:
    """With everything that an address is enough for; the guesses last, so that nothing gives back
    their tries.
    """
    stranger.register()
    for _ in range(2):
        stranger.request_links()
    for number in range(MAX_OPEN + 1):
        assert stranger.sign_up(number) == 201
    for _ in range(2):
        assert stranger.resend() == 200
    mailed_codes(EMAIL)
    for _ in range(5):
        assert stranger.guess(code) == {400}


@pytest.mark.parametrize("way", WAYS)
def test_the_first_mail_works_after_every_attack(db: None, way: str) -> None:
    begin, mailed, go_on = WAYS[way]
    begin()
    (first,) = mailed(EMAIL)
    attack(Stranger(9), wrong(first) if first.isdigit() else "000000")

    go_on(first)

    assert can_sign_in(OWNERS, EMAIL)
    assert User.objects.get(email=EMAIL).is_verified


@pytest.mark.parametrize(
    ("network", "before", "after"),
    [(9, FLOOD, FLOOD), (1, 0, FLOOD), (1, FLOOD, 1)],
    ids=["another network", "hers", "hers, before and after"],
)
def test_the_owners_code_outlives_a_flood_of_sign_ups(
    db: None, network: int, before: int, after: int
) -> None:
    stranger, owner = Stranger(network), Stranger(1)
    for number in range(before):
        assert stranger.sign_up(number) == 201
    mailed_codes(EMAIL)
    owner.ask("/api/v1/auth/signup", password=OWNERS, full_name="Vera")
    code = mailed_codes(EMAIL)[-1]

    for number in range(after):
        assert stranger.sign_up(before + number) == 201
        mailed_codes(EMAIL)

    assert owner.ask("/api/v1/auth/verify-otp", otp_code=code) == 200
    assert can_sign_in(OWNERS, EMAIL)
    assert not EmailChallenge.objects.filter(closed_at=None).exists()


@pytest.mark.parametrize("is_first", [True, False])
def test_many_networks_do_not_close_the_first_sign_up_or_the_newest(
    db: None, is_first: bool
) -> None:
    if is_first:
        by_code(OWNERS)
    for network in range(20, 20 + FLOOD):
        assert Stranger(network).sign_up(network) == 201
    if not is_first:
        mailed_codes(EMAIL)
        by_code(OWNERS)
    code = mailed_codes(EMAIL)[0 if is_first else -1]

    assert EmailChallenge.objects.filter(closed_at=None).count() == MAX_OPEN
    redeem(code)
    assert can_sign_in(OWNERS, EMAIL)


def test_guesses_from_one_network_do_not_count_in_another(db: None) -> None:
    stranger = Stranger(9)
    by_code(OWNERS)
    (code,) = mailed_codes(EMAIL)
    verify = "/api/v1/auth/verify-otp"
    assert [stranger.ask(verify, otp_code=wrong(code)) for _ in range(5)] == [400] * 5

    with nothing_changes():
        assert stranger.ask(verify, otp_code=code) == 400

    assert Stranger(1).ask(verify, otp_code=wrong(code)) == 400
    assert sorted(CodeTries.objects.values_list("count", flat=True)) == [1, 5]
    redeem(code)


def attack_while_the_owner_redeems(code: str) -> list[Any]:
    """Three strangers use the address in every way, all at once; what became of the owner."""
    strangers = [Stranger(network) for network in (7, 8, 9)]
    verify = "/api/v1/auth/verify-otp"

    def attempt(number: int) -> Any:
        if number == 11:
            mailed_codes(EMAIL)
            return ApiClient().post(verify, {"email": EMAIL, "otp_code": code}).status_code
        stranger = strangers[number % 3]
        stranger.sign_up(number)
        stranger.resend()
        return stranger.ask(verify, otp_code=wrong(code))

    return run_concurrently(12, attempt, threads=12)


def test_the_owners_code_works_while_strangers_use_the_address(transactional_db: None) -> None:
    by_code(OWNERS)
    (code,) = mailed_codes(EMAIL)

    outcomes = attack_while_the_owner_redeems(code)

    assert (outcomes[11], set(outcomes[:11])) == (200, {400})
    assert can_sign_in(OWNERS, EMAIL)


def test_race_without_the_count_by_network_refuses_the_owner(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.services.challenges.caller_network", lambda: "")
    by_code(OWNERS)
    (code,) = mailed_codes(EMAIL)
    verify = "/api/v1/auth/verify-otp"

    def guess(number: int) -> int:
        return Stranger(number).ask(verify, otp_code=wrong(code))

    run_concurrently(6, guess, threads=6)

    assert Stranger(1).ask(verify, otp_code=code) == 400


def test_race_without_the_choice_by_network_closes_the_owners_sign_up(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.services.sign_ups._one_too_many", lambda sign_ups: sign_ups[0])
    by_code(OWNERS)
    (code,) = mailed_codes(EMAIL)
    for number in range(FLOOD):
        Stranger(9).sign_up(number)
    mailed_codes(EMAIL)

    assert Stranger(1).ask("/api/v1/auth/verify-otp", otp_code=code) == 400
