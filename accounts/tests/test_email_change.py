"""Changing the e-mail address: verified first at our own API, at once at other doors."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts import services
from accounts.errors import AddressTaken, LinkInvalid
from accounts.models import User
from accounts.tests.factories import PASSWORD, make_user, token_of
from accounts.tests.mailbox import mailed_codes, mailed_tokens, subjects, wrong
from core.testing import ApiClient, nothing_changes, run_concurrently

CHANGE, CONFIRM = "/api/v1/auth/change-email", "/api/v1/auth/change-email/confirm"
OLD, NEW = "dora@example.com", "doris@example.com"


def ask(api: ApiClient, email: str = NEW, password: str = PASSWORD) -> Any:
    return api.post(CHANGE, {"email": email, "password": password})


def set_email(user: User, email: str = NEW) -> User:
    return services.set_email(user=user, email=email, now=timezone.now())


def test_the_address_changes_once_the_new_one_is_verified(dora: User, api: ApiClient) -> None:
    with_code = ask(api)
    (code,) = mailed_codes(NEW)
    dora.refresh_from_db()
    assert (with_code.status_code, dora.email) == (200, OLD)

    answer = api.post(CONFIRM, {"otp_code": code})

    dora.refresh_from_db()
    assert (answer.status_code, answer.json()["email"]) == (200, NEW)
    assert (dora.email, dora.is_verified) == (NEW, True)
    assert subjects(OLD) == ["Your Frontdesk address was changed"]
    assert api.get("/api/v1/auth/me").json()["email"] == NEW


@pytest.mark.parametrize("is_verified", [True, False])
def test_a_change_to_the_same_address_mails_nothing(db: None, is_verified: bool) -> None:
    user = make_user("dora", verified=is_verified)

    assert ask(ApiClient(token_of(user)), OLD).status_code == 200

    assert subjects(OLD) == []


def test_the_password_is_required(api: ApiClient) -> None:
    with nothing_changes():
        answer = ask(api, password="wrong-password-1")

    refusal = answer.json()
    assert (answer.status_code, refusal["code"]) == (400, "PASSWORD_WRONG")
    assert refusal["field"] == "password"


def test_a_wrong_or_foreign_code_changes_nothing(dora: User, api: ApiClient) -> None:
    ask(api)
    (code,) = mailed_codes(NEW)
    eve = ApiClient(token_of(make_user("eve")))

    for caller, tried in ((api, wrong(code)), (eve, code)):
        answer = caller.post(CONFIRM, {"otp_code": tried})
        assert (answer.status_code, answer.json()["code"]) == (400, "OTP_INVALID")

    assert sorted(User.objects.values_list("email", flat=True)) == [OLD, "eve@example.com"]


def test_a_taken_address_gets_the_same_response_and_its_owner_a_notice(
    dora: User, api: ApiClient
) -> None:
    make_user("doris")

    taken, free = ask(api), ask(api, "free@example.com")

    assert (taken.status_code, taken.content) == (free.status_code, free.content)
    assert subjects(NEW) == ["You already have a Frontdesk account"]
    assert mailed_codes(NEW) == []


def test_an_address_taken_meanwhile_is_refused(dora: User, api: ApiClient) -> None:
    ask(api)
    (code,) = mailed_codes(NEW)
    make_user("doris")

    answer = api.post(CONFIRM, {"otp_code": code})

    dora.refresh_from_db()
    assert (answer.status_code, answer.json()["code"]) == (409, "ADDRESS_TAKEN")
    assert dora.email == OLD


def test_a_pending_sign_up_yields_its_address(dora: User, api: ApiClient) -> None:
    sign_up = {"email": NEW, "password": PASSWORD, "full_name": "Doris"}
    api.post("/api/v1/auth/signup", sign_up)
    (pending,) = mailed_codes(NEW)
    ask(api)

    api.post(CONFIRM, {"otp_code": mailed_codes(NEW)[-1]})

    assert [user.email for user in User.objects.all()] == [NEW]
    body = {"email": NEW, "otp_code": pending}
    assert api.post("/api/v1/auth/verify-otp", body).status_code == 400


def test_an_address_set_at_once_is_unverified_until_its_code_is_redeemed(
    dora: User, anonymous: ApiClient
) -> None:
    user = set_email(dora, " Doris@Example.com ")

    assert (user.email, user.is_verified, user.has_changed_email) == (NEW, False, True)
    assert subjects(OLD) == ["Your Frontdesk address was changed"]
    login = {"email": NEW, "password": PASSWORD}
    assert anonymous.post("/api/v1/auth/login", login).status_code == 200
    (code,) = mailed_codes(NEW)
    verified = anonymous.post("/api/v1/auth/verify-otp", {"email": NEW, "otp_code": code})
    assert verified.json()["user"]["email_verified"] is True


def test_the_same_address_again_changes_nothing(dora: User) -> None:
    with nothing_changes():
        assert set_email(dora, "DORA@example.com").is_verified


def test_a_taken_address_cannot_be_set(dora: User) -> None:
    make_user("doris")

    with nothing_changes(), pytest.raises(AddressTaken):
        set_email(dora)


def test_codes_and_links_to_the_old_address_are_void(dora: User, anonymous: ApiClient) -> None:
    services.forgot_password(email=OLD, by="code", now=timezone.now())
    services.forgot_password(email=OLD, by="link", now=timezone.now())
    (code,), (token,) = mailed_codes(OLD), mailed_tokens(OLD)
    set_email(dora)

    for email in (OLD, NEW):
        body = {"email": email, "otp_code": code, "new_password": "another-horse-8"}
        assert anonymous.post("/api/v1/auth/reset-password", body).status_code == 400
    with pytest.raises(LinkInvalid):
        services.reset_password_by_link(
            token=token, new_password="another-horse-8", now=timezone.now()
        )
    dora.refresh_from_db()
    assert dora.check_password(PASSWORD)


def test_concurrent_changes_give_an_address_to_one_user(transactional_db: None) -> None:
    users = [make_user(f"user{number}") for number in range(10)]

    def attempt(number: int) -> bool:
        try:
            set_email(users[number])
        except AddressTaken:
            return False
        return True

    assert run_concurrently(10, attempt, threads=10).count(True) == 1
    assert User.objects.filter(email=NEW).count() == 1
