"""Registration without a code: directly, by a mailed link, by invitation.

An address has one owner.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts import services
from accounts.errors import (
    AddressTaken,
    CodeInvalid,
    LinkInvalid,
    PasswordTooWeak,
    RegistrationClosed,
)
from accounts.models import EmailChallenge, User
from accounts.tests.factories import PASSWORD, make_user
from accounts.tests.mailbox import mailed_codes, mailed_tokens, subjects
from core.errors import DomainError
from core.preferences import REGISTRATION_ENABLED, set_preference
from core.testing import ApiClient, nothing_changes, run_concurrently

EMAIL = "dora@example.com"
DORA: dict[str, Any] = {"email": EMAIL, "password": "SecurePass123!", "full_name": "Dora Doe"}
LINKED: dict[str, Any] = {"password": "SecurePass123!", "full_name": "Dora Doe"}


def register(**other: Any) -> User:
    return services.register(**{**DORA, **other}, now=timezone.now())


def mailed_link(email: str = EMAIL) -> str:
    services.request_registration(email=email, now=timezone.now())
    return mailed_tokens(email)[-1]


def complete(token: str, **other: Any) -> User:
    return services.complete_registration(token=token, **{**LINKED, **other}, now=timezone.now())


def can_sign_in(password: str = "SecurePass123!") -> bool:
    answer = ApiClient().post("/api/v1/auth/login", {"email": EMAIL, "password": password})
    return bool(answer.status_code == 200)


def test_direct_registration_signs_in_and_verifies_later(db: None, anonymous: ApiClient) -> None:
    user = register(email=" DORA@example.com ")

    assert (user.email, user.full_name) == (EMAIL, "Dora Doe")
    assert (user.is_verified, user.is_active) == (False, True)
    assert can_sign_in()
    (code,) = mailed_codes(EMAIL)
    answer = anonymous.post("/api/v1/auth/verify-otp", {"email": EMAIL, "otp_code": code})
    assert (answer.status_code, answer.json()["user"]["email_verified"]) == (200, True)


@pytest.mark.parametrize("fields", [{}, {"is_active": False}, {"is_staff": True}])
def test_a_verified_address_cannot_be_registered(db: None, fields: dict[str, Any]) -> None:
    make_user("dora", **fields)

    with nothing_changes(), pytest.raises(AddressTaken) as refusal:
        register()

    assert (refusal.value.kind, refusal.value.field) == ("conflict", "email")


def test_a_door_can_require_a_digit(db: None) -> None:
    with nothing_changes(), pytest.raises(PasswordTooWeak, match=r"at least one digit\.$"):
        register(password="no digits at all", needs_digit=True)

    assert register(password="no digits at all").check_password("no digits at all")


@pytest.mark.parametrize("password", ["Ab1!xyz", "password123", "12345678901", "dora@example.com"])
def test_all_registrations_share_the_password_rules(db: None, password: str) -> None:
    token = mailed_link()

    with nothing_changes():
        for refused in (
            lambda: register(password=password),
            lambda: complete(token, password=password),
            lambda: services.register_verified(**DORA | {"password": password}, now=timezone.now()),
        ):
            with pytest.raises(PasswordTooWeak):
                refused()

    assert complete(token).email == EMAIL  # a refused password does not use up the link


def test_concurrent_registrations_create_one_account(transactional_db: None) -> None:
    def attempt(number: int) -> str:
        try:
            register(full_name=f"Dora {number}")
        except AddressTaken:
            return "taken"
        return "registered"

    outcomes = run_concurrently(8, attempt, threads=8)

    assert sorted(outcomes) == ["registered"] + ["taken"] * 7
    assert User.objects.count() == 1


def test_a_mailed_link_creates_a_verified_account(db: None) -> None:
    token = mailed_link()
    assert not User.objects.exists()

    user = complete(token)

    assert (user.email, user.full_name) == (EMAIL, "Dora Doe")
    assert user.is_verified
    assert can_sign_in()
    assert subjects(EMAIL) == ["Finish your Frontdesk registration"]


def test_of_several_links_one_is_valid_once(db: None) -> None:
    first, token = mailed_link(), mailed_link()

    for bad in (token[:-2], f"{token}x", "x", ""):
        with nothing_changes(), pytest.raises(LinkInvalid):
            complete(bad)
    complete(first)

    for used in (first, token):
        with nothing_changes(), pytest.raises(LinkInvalid):
            complete(used)


def test_a_link_expires_after_a_day(db: None) -> None:
    token = mailed_link()
    challenge = EmailChallenge.objects.get()
    assert challenge.expires_at - challenge.created_at == timedelta(hours=24)

    with nothing_changes(), pytest.raises(LinkInvalid):
        services.complete_registration(token=token, **LINKED, now=challenge.expires_at)


def test_a_link_of_another_purpose_registers_nobody(db: None) -> None:
    make_user("eve")
    services.forgot_password(email="eve@example.com", by="link", now=timezone.now())
    (reset,) = mailed_tokens("eve@example.com")

    with nothing_changes(), pytest.raises(LinkInvalid):
        complete(reset)


def test_concurrent_redeems_of_a_link_register_one(transactional_db: None) -> None:
    token = mailed_link()

    def attempt(_: int) -> bool:
        try:
            complete(token)
        except LinkInvalid:
            return False
        return True

    outcomes = run_concurrently(20, attempt, threads=10)

    assert outcomes.count(True) == 1
    assert User.objects.count() == 1


def test_a_link_voids_pending_sign_ups(db: None) -> None:
    services.sign_up(**DORA | {"password": "AnotherPass456!"}, now=timezone.now())
    (code,) = mailed_codes(EMAIL)

    user = complete(mailed_link())

    with pytest.raises(CodeInvalid):
        services.verify_email(email=EMAIL, code=code, now=timezone.now())

    assert User.objects.get() == user
    assert user.is_verified
    assert can_sign_in()


def test_a_verified_address_gets_a_notice_instead_of_a_link(db: None) -> None:
    make_user("dora")
    before = User.objects.values().get()

    services.request_registration(email=EMAIL, now=timezone.now())

    assert mailed_tokens(EMAIL) == []
    assert subjects(EMAIL) == ["You already have a Frontdesk account"]
    assert User.objects.values().get() == before


def test_a_link_is_void_once_the_address_is_verified_otherwise(db: None) -> None:
    token = mailed_link()
    make_user("dora")

    with nothing_changes(), pytest.raises(LinkInvalid):
        complete(token)

    assert can_sign_in(PASSWORD)


def test_an_invited_user_is_verified_without_a_mail(db: None) -> None:
    user = services.register_verified(**DORA, now=timezone.now())

    assert user.is_verified
    assert subjects(EMAIL) == []
    with nothing_changes(), pytest.raises(AddressTaken):
        services.register_verified(**DORA, now=timezone.now())


def test_closed_registration_refuses_everyone(db: None, anonymous: ApiClient) -> None:
    token, now = mailed_link(), timezone.now()
    set_preference(REGISTRATION_ENABLED, False, now=now)

    refusals: list[DomainError] = []
    with nothing_changes():
        for attempt in (
            lambda: services.sign_up(**DORA, now=now),
            lambda: register(),
            lambda: services.register_verified(**DORA, now=now),
            lambda: services.request_registration(email=EMAIL, now=now),
            lambda: complete(token),
        ):
            with pytest.raises(RegistrationClosed) as refusal:
                attempt()
            refusals.append(refusal.value)
        answer = anonymous.post("/api/v1/auth/signup", DORA)

    assert {each.kind for each in refusals} == {"denied"}
    assert (answer.status_code, answer.json()["code"]) == (403, "REGISTRATION_CLOSED")
    set_preference(REGISTRATION_ENABLED, True, now=now)
    assert complete(token).email == EMAIL
