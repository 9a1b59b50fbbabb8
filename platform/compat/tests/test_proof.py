"""Whoever proves an address has its account alone: every registration, every proof, every door."""

from __future__ import annotations

import pytest

from accounts.models import User
from accounts.tests.mailbox import mailed_codes, subjects
from compat.tests.people import (
    ANEW,
    DIRECTLY,
    EMAIL,
    OWNERS,
    RESETS,
    STRANGERS,
    Somebody,
    by_code,
    owner_of,
    redeem,
    register,
    tokens_of,
)
from compat.tests.test_one_domain import SIGN_IN
from core.testing import ApiClient, shared
from workspaces.models import Invitation

EVERYWHERE = list(SIGN_IN)


@pytest.fixture(scope="module", params=DIRECTLY)
def door(request: pytest.FixtureRequest) -> str:
    """All tests of one door follow each other, and share what was registered there."""
    return str(request.param)


@shared
def strangers(invitation: Invitation, door: str) -> tuple[Somebody, int]:
    """A stranger who registered with the address at that door, and a workspace of theirs."""
    return register(door)


@shared
def registrants(invitation: Invitation, door: str) -> tuple[Somebody, int]:
    """The owner of the address, who registered with it at that door, and a workspace of theirs."""
    return register(door, OWNERS)


@pytest.mark.parametrize("proof", ANEW)
def test_whoever_proves_the_address_has_a_new_account_alone(
    strangers: tuple[Somebody, int], invitation: Invitation, door: str, proof: str
) -> None:
    stranger, strange = strangers
    before = User.objects.get(email=EMAIL)

    ANEW[proof](tokens_of(invitation)[0])

    assert stranger.living_tokens == 0
    assert stranger.doors_that_let_in == []
    owner = Somebody(OWNERS)
    assert owner.doors_that_let_in == EVERYWHERE
    assert "Strange" not in owner.workspaces
    now = User.objects.get(email=EMAIL)
    assert (now.pk != before.pk, now.is_verified) == (True, True)
    # what the stranger made stays theirs, under an identity that nobody can sign in to
    kept = owner_of(strange)
    assert (kept.pk, kept.is_active, kept.has_usable_password()) == (before.pk, False, False)
    assert kept.email == f"without-address-{before.uuid}@lost.invalid"
    assert "Another account used your address" in subjects(EMAIL)


@pytest.mark.parametrize("proof", RESETS)
def test_whoever_resets_the_password_takes_the_account_itself(
    strangers: tuple[Somebody, int], door: str, proof: str
) -> None:
    stranger, strange = strangers

    RESETS[proof]("")

    assert stranger.living_tokens == 0
    assert stranger.doors_that_let_in == []
    assert Somebody(OWNERS).doors_that_let_in == EVERYWHERE
    assert owner_of(strange).email == EMAIL
    assert User.objects.get(email=EMAIL).is_verified


def test_the_registrant_keeps_everything_by_the_code_of_the_registration(
    registrants: tuple[Somebody, int], door: str
) -> None:
    honest, own = registrants
    (code,) = mailed_codes(EMAIL)

    fresh = ApiClient(redeem(code)["access_token"])

    assert fresh.get("/user").json()["user"]["email"] == EMAIL
    assert honest.living_tokens == 0
    assert honest.doors_that_let_in == EVERYWHERE
    assert "Strange" in honest.workspaces
    assert owner_of(own) == User.objects.get(email=EMAIL)


@pytest.mark.parametrize("door", ["stella"])
@pytest.mark.parametrize("proof", ANEW)
def test_a_registrant_who_registers_again_with_the_same_password_keeps_everything(
    registrants: tuple[Somebody, int], invitation: Invitation, door: str, proof: str
) -> None:
    honest, own = registrants

    ANEW[proof](tokens_of(invitation)[0])

    assert honest.living_tokens == 0
    assert honest.doors_that_let_in == EVERYWHERE
    assert "Strange" in honest.workspaces
    assert owner_of(own) == User.objects.get(email=EMAIL)


def test_the_code_of_another_registration_is_void_once_the_address_is_proven(
    strangers: tuple[Somebody, int], door: str
) -> None:
    (other,) = mailed_codes(EMAIL)
    by_code(OWNERS)
    redeem(mailed_codes(EMAIL)[-1])

    body = {"email": EMAIL, "otp_code": other}
    assert ApiClient().post("/api/v1/auth/verify-otp", body).status_code == 400
    assert Somebody(STRANGERS).doors_that_let_in == []


def test_a_registration_after_the_owners_sign_up_loses_the_address_too(db: None, door: str) -> None:
    by_code(OWNERS)
    (code,) = mailed_codes(EMAIL)
    stranger, _ = register(door)

    redeem(code)

    assert (stranger.living_tokens, stranger.doors_that_let_in) == (0, [])
    assert Somebody(OWNERS).doors_that_let_in == EVERYWHERE


def test_a_door_answers_the_same_before_and_after_a_sign_up(db: None) -> None:
    """The owner's sign-up tells the stranger nothing."""
    register("stella")
    asked = {"email": EMAIL, "password": "another-horse-8"}

    answers = []
    for _ in range(2):
        answers.append(
            [
                (answer.status_code, answer.content)
                for answer in (
                    ApiClient().post("/auth/login", asked),
                    ApiClient().post("/register", asked),
                    ApiClient().post("/api/v1/auth/login", asked),
                    ApiClient().post(
                        "/microbit/api/v1/auth/register", asked | {"display_name": "x"}
                    ),
                )
            ]
        )
        by_code(OWNERS)
        mailed_codes(EMAIL)

    assert answers[0][0] == answers[1][0]
    assert answers[0][1][0] == answers[1][1][0] == 400
    assert answers[0][2] == answers[1][2]
    assert answers[0][3][0] == answers[1][3][0] == 400
