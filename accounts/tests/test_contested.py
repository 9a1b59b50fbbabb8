"""An address signed up more than once: none of the passwords survives its verification."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts import services
from accounts.models import Session, User
from accounts.tests.mailbox import mailed_codes, mailed_tokens, subjects
from core.testing import ApiClient

EMAIL, OURS, THEIRS = "dora@example.com", "Doras-own-pass-1", "Attackers-pass-1"


def sign_up(password: str) -> None:
    body = {"email": EMAIL, "password": password, "full_name": "Somebody"}
    assert ApiClient().post("/api/v1/auth/signup", body).status_code == 201


def register_directly(password: str) -> ApiClient:
    body = {"email": EMAIL, "password": password, "display_name": "Somebody"}
    answer = ApiClient().post("/microbit/api/v1/auth/register", body)
    assert answer.status_code == 201
    return ApiClient(answer.json()["access_token"])


def prove() -> ApiClient:
    body = {"email": EMAIL, "otp_code": mailed_codes(EMAIL)[-1]}
    answer = ApiClient().post("/api/v1/auth/verify-otp", body)
    assert answer.status_code == 200
    return ApiClient(answer.json()["access_token"])


def login(password: str) -> int:
    body = {"email": EMAIL, "password": password}
    return int(ApiClient().post("/api/v1/auth/login", body).status_code)


@pytest.mark.parametrize("passwords", [(OURS, THEIRS), (THEIRS, OURS)])
def test_neither_password_of_two_sign_ups_opens_the_account(
    db: None, passwords: tuple[str, str]
) -> None:
    for password in passwords:
        sign_up(password)

    dora = prove()

    assert dora.get("/api/v1/auth/me").status_code == 200
    assert [login(password) for password in passwords] == [401, 401]
    assert subjects(EMAIL)[-1] == "Set a new Frontdesk password"
    token = mailed_tokens(EMAIL)[-1]
    body = {"token": token, "new_password": "battery-staple-8"}
    assert ApiClient().post("/voicera/api/v1/auth/reset-password", body).status_code == 200
    assert login("battery-staple-8") == 200


def test_a_direct_registration_is_signed_out_by_verification(db: None) -> None:
    sign_up(OURS)
    stranger = register_directly(THEIRS)
    assert stranger.get("/api/v1/auth/me").status_code == 200

    dora = prove()

    assert stranger.get("/api/v1/auth/me").status_code == 401
    assert dora.get("/api/v1/auth/me").status_code == 200
    assert login(THEIRS) == 401
    assert Session.objects.filter(revoked_at=None).count() == 1


def test_the_same_password_again_is_not_contested(db: None) -> None:
    sign_up(OURS)
    sign_up(OURS)

    prove()

    assert login(OURS) == 200
    assert not User.objects.get().is_contested


def test_changing_to_an_address_does_not_take_its_sign_up_over(db: None) -> None:
    sign_up(OURS)
    body = {"email": "eve@example.com", "password": THEIRS}
    ApiClient().post("/register", body)
    eve = ApiClient(ApiClient().post("/auth/login", body).json()["access_token"])

    answer = eve.call("PUT", "/user", body={"email": EMAIL})

    assert (answer.status_code, answer.json()) == (400, {"msg": "User already exists"})
    prove()
    assert login(OURS) == 200


def test_an_administrator_keeps_the_password_given_by_the_command(db: None) -> None:
    sign_up(OURS)
    sign_up(THEIRS)

    services.make_platform_admin(email=EMAIL, password="battery-staple-8", now=timezone.now())

    assert not User.objects.get().is_contested
    assert [login(each) for each in (OURS, THEIRS, "battery-staple-8")] == [401, 401, 200]
