"""Changing and resetting a password ends the sessions of anyone who had the old one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts import services
from accounts.errors import CodeInvalid, LinkInvalid
from accounts.models import EmailChallenge, Session, User
from accounts.tests.factories import PASSWORD, make_user, token_of
from accounts.tests.mailbox import mailed_codes, mailed_tokens, subjects, wrong
from core.testing import ApiClient, nothing_changes, run_concurrently

FORGOT, RESET = "/api/v1/auth/forgot-password", "/api/v1/auth/reset-password"
CHANGE, ME = "/api/v1/auth/change-password", "/api/v1/auth/me"
EMAIL = "dora@example.com"
NEW = "another-horse-8"
NOTICE = "Your Frontdesk password was changed"


def change(api: ApiClient, old: str = PASSWORD, new: str = NEW) -> Any:
    return api.post(CHANGE, {"old_password": old, "new_password": new})


def mailed_code(email: str = EMAIL) -> str:
    services.forgot_password(email=email, by="code", now=timezone.now())
    return mailed_codes(email)[-1]


def mailed_link(email: str = EMAIL) -> str:
    services.forgot_password(email=email, by="link", now=timezone.now())
    return mailed_tokens(email)[-1]


def reset(code: str, new: str = NEW) -> Any:
    return ApiClient().post(RESET, {"email": EMAIL, "otp_code": code, "new_password": new})


def reset_by_link(token: str, new: str = NEW) -> User:
    return services.reset_password_by_link(token=token, new_password=new, now=timezone.now())


def test_a_change_ends_every_other_session_and_is_mailed(dora: User) -> None:
    here, other_session = ApiClient(token_of(dora)), ApiClient(token_of(dora))

    answer = change(here)

    dora.refresh_from_db()
    assert (answer.status_code, answer.json()) == (200, {"message": "Password changed"})
    assert (here.get(ME).status_code, other_session.get(ME).status_code) == (200, 401)
    assert dora.check_password(NEW)
    assert subjects(EMAIL) == [NOTICE]


def test_the_old_password_is_required(dora: User) -> None:
    api = ApiClient(token_of(dora))

    with nothing_changes():
        answer = change(api, old="wrong-password-1")

    refusal = answer.json()
    assert (answer.status_code, refusal["code"], refusal["field"]) == (
        400,
        "OLD_PASSWORD_WRONG",
        "old_password",
    )


@pytest.mark.parametrize("weak", ["short", "password123", "dora@example.com"])
def test_a_weak_new_password_is_refused(dora: User, weak: str) -> None:
    api = ApiClient(token_of(dora))
    code = mailed_code()

    with nothing_changes():
        changed = change(api, new=weak)
    refused = reset(code, weak)

    for answer in (changed, refused):
        refusal = answer.json()
        assert (answer.status_code, refusal["code"]) == (400, "PASSWORD_TOO_WEAK")
        assert refusal["field"] == "new_password"
    assert api.get(ME).status_code == 200
    assert reset(code).status_code == 200  # the code was not used up


def test_a_mailed_code_resets_the_password_and_ends_every_session(dora: User) -> None:
    api, code = ApiClient(token_of(dora)), mailed_code()

    answer = reset(code)

    dora.refresh_from_db()
    assert (answer.status_code, set(answer.json())) == (200, {"message"})
    assert api.get(ME).status_code == 401
    assert dora.check_password(NEW)
    assert Session.objects.filter(revoked_at=None).count() == 0
    assert subjects(EMAIL) == ["Your code for a new Frontdesk password", NOTICE]


def test_a_mailed_link_resets_the_password_and_ends_every_session(dora: User) -> None:
    api = ApiClient(token_of(dora))

    reset_by_link(mailed_link())

    dora.refresh_from_db()
    assert api.get(ME).status_code == 401
    assert dora.check_password(NEW)


@pytest.mark.parametrize("by", ["code", "link"])
def test_a_reset_verifies_the_address(db: None, by: str) -> None:
    user = make_user("dora", verified=False)
    if by == "code":
        reset(mailed_code())
    else:
        reset_by_link(mailed_link())

    user.refresh_from_db()
    assert user.is_verified


def test_a_request_reveals_nothing_and_mails_only_active_users(
    dora: User, anonymous: ApiClient
) -> None:
    make_user("ina", is_active=False)
    names = ("dora", "ina", "nobody")

    answers = [anonymous.post(FORGOT, {"email": f"{name}@example.com"}) for name in names]

    assert {(each.status_code, each.content) for each in answers} == {(200, answers[0].content)}
    assert [len(subjects(f"{name}@example.com")) for name in names] == [1, 0, 0]


def test_codes_and_links_are_valid_once(dora: User) -> None:
    code, token = mailed_code(), mailed_link()
    assert reset(code).status_code == 200

    with nothing_changes(), pytest.raises(LinkInvalid):
        reset_by_link(token)  # the code was redeemed
    again = reset(code, "a-third-horse-9")

    assert (again.status_code, again.json()["code"]) == (400, "OTP_INVALID")
    dora.refresh_from_db()
    assert dora.check_password(NEW)


def test_the_fifth_wrong_try_closes_a_code(dora: User) -> None:
    code = mailed_code()
    for _ in range(5):
        assert reset(wrong(code)).json()["code"] == "OTP_INVALID"

    assert reset(code).status_code == 400
    dora.refresh_from_db()
    assert dora.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("by", "lifetime"), [("code", timedelta(minutes=10)), ("link", timedelta(hours=1))]
)
def test_codes_expire_after_ten_minutes_and_links_after_an_hour(
    dora: User, by: Any, lifetime: timedelta
) -> None:
    proof = mailed_code() if by == "code" else mailed_link()
    challenge = EmailChallenge.objects.get()
    late = challenge.expires_at

    assert late - challenge.created_at == lifetime
    if by == "code":
        with pytest.raises(CodeInvalid):
            services.reset_password(email=EMAIL, code=proof, new_password=NEW, now=late)
    else:
        with pytest.raises(LinkInvalid):
            services.reset_password_by_link(token=proof, new_password=NEW, now=late)
    dora.refresh_from_db()
    assert dora.check_password(PASSWORD)


def test_a_code_for_another_purpose_resets_nothing(db: None) -> None:
    make_user("dora", verified=False)
    services.resend_code(email=EMAIL, now=timezone.now())
    (code,) = mailed_codes(EMAIL)

    with nothing_changes():
        answer = reset(code)

    assert (answer.status_code, answer.json()["code"]) == (400, "OTP_INVALID")


def test_a_closed_account_cannot_be_reset(dora: User) -> None:
    code, token = mailed_code(), mailed_link()
    services.close_account(user=dora, password=PASSWORD, now=timezone.now())

    with pytest.raises(LinkInvalid):
        reset_by_link(token)
    assert reset(code).status_code == 400
    dora.refresh_from_db()
    assert dora.check_password(PASSWORD)


def test_deactivation_voids_codes_and_links(dora: User) -> None:
    code, token = mailed_code(), mailed_link()
    api = ApiClient(token_of(dora))
    services.set_active(user=dora, is_active=False, now=timezone.now())
    assert api.get(ME).status_code == 401
    services.set_active(user=dora, is_active=True, now=timezone.now())

    with nothing_changes(), pytest.raises(LinkInvalid):
        reset_by_link(token)
    assert reset(code).status_code == 400
    assert api.get(ME).status_code == 401


def test_concurrent_resets_have_one_winner(transactional_db: None, dora: User) -> None:
    code = mailed_code()

    statuses = run_concurrently(
        30, lambda n: reset(code, f"another-horse-{n}").status_code, threads=15
    )

    assert (statuses.count(200), statuses.count(400)) == (1, 29)
    winner = statuses.index(200)
    dora.refresh_from_db()
    assert dora.check_password(f"another-horse-{winner}")
