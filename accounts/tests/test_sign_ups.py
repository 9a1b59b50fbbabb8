"""Each sign-up by code has its own code and its own password."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts import services
from accounts.errors import AccountClosed, AddressTaken, NotSetAside
from accounts.models import EmailChallenge, Session, User
from accounts.queries import SIGN_UP_LIFETIME
from accounts.services.sign_ups import MAX_OPEN
from accounts.tests.factories import PASSWORD, make_user, token_of
from accounts.tests.mailbox import mailed_codes, mailed_links, subjects, wrong
from accounts.tests.mailed_pages import can_sign_in
from core.testing import ApiClient, nothing_changes, run_jobs

EMAIL = "dora@example.com"
OURS, THEIRS = "owners-battery-2", "strangers-horse-1"
SEVERAL, REPLACES = "more than one registration", "opens a new one"


def sign_up(password: str) -> str:
    """The code of a new sign-up."""
    body = {"email": EMAIL, "password": password, "full_name": f"With {password[:7]}"}
    assert ApiClient().post("/api/v1/auth/signup", body).status_code == 201
    return mailed_codes(EMAIL)[-1]


def resend() -> list[str]:
    """The codes that are mailed."""
    before = len(mailed_codes(EMAIL))
    assert ApiClient().post("/api/v1/auth/resend-otp", {"email": EMAIL}).status_code == 200
    return mailed_codes(EMAIL)[before:]


def redeem(code: str) -> int:
    body = {"email": EMAIL, "otp_code": code}
    return int(ApiClient().post("/api/v1/auth/verify-otp", body).status_code)


def last_mail() -> str:
    run_jobs("mail")
    return " ".join(str(mail.outbox[-1].body).split())


@pytest.mark.parametrize(("first", "second"), [(OURS, THEIRS), (THEIRS, OURS)])
def test_whoever_redeems_their_code_has_their_password(db: None, first: str, second: str) -> None:
    codes = {first: sign_up(first), second: sign_up(second)}

    assert redeem(codes[OURS]) == 200

    assert (can_sign_in(OURS), can_sign_in(THEIRS)) == (True, False)
    assert User.objects.get().full_name == "With owners-"
    with nothing_changes():
        assert redeem(codes[THEIRS]) == 400


def test_a_resend_mails_the_code_of_each_sign_up_again_oldest_first(db: None) -> None:
    codes = [sign_up(THEIRS), sign_up(OURS)]

    assert resend() == codes

    assert redeem(codes[1]) == 200
    assert (can_sign_in(OURS), can_sign_in(THEIRS)) == (True, False)


def test_a_resend_includes_the_account_that_awaits_verification(db: None) -> None:
    ApiClient().post("/register", {"email": EMAIL, "password": THEIRS})
    mailed_codes(EMAIL)
    sign_up(OURS)

    new = resend()

    assert len(new) == 2
    assert redeem(new[0]) == 200
    assert (can_sign_in(OURS), can_sign_in(THEIRS)) == (False, True)


def test_mails_say_which_registration_they_answer_and_what_else_there_is(db: None) -> None:
    sign_up(OURS)
    alone = last_mail()
    at = EmailChallenge.objects.get().created_at
    sign_up(THEIRS)
    together = last_mail()

    assert f"answers the registration of {at.day} {at:%B %Y, %H:%M} UTC" in alone
    assert (SEVERAL in alone, SEVERAL in together) == (False, True)
    assert REPLACES not in together
    ApiClient().post("/register", {"email": EMAIL, "password": "third-horse-33"})
    assert SEVERAL in last_mail()
    sign_up("fourth-horse-44")
    assert REPLACES in last_mail()


def test_of_many_sign_ups_from_one_network_the_first_and_the_last_stay(db: None) -> None:
    codes = [sign_up(f"number-{number}-horse") for number in range(MAX_OPEN + 3)]

    stay = [0, 1, 2, 3, 7, 8, 9, 10]
    names = EmailChallenge.objects.filter(closed_at=None).order_by("pk")
    assert [each.full_name for each in names] == ["With number-"] * MAX_OPEN
    assert list(names.values_list("pk", flat=True)) == [
        each.pk
        for number, each in enumerate(EmailChallenge.objects.order_by("pk"))
        if number in stay
    ]
    assert [redeem(codes[number]) for number in (4, 0)] == [400, 200]
    assert can_sign_in("number-0-horse")


def test_a_wrong_try_counts_for_each_code(db: None) -> None:
    codes = [sign_up(THEIRS), sign_up(OURS)]
    bad = next(each for each in map(wrong, codes) if each not in codes)
    for _ in range(5):
        assert redeem(bad) == 400

    assert [redeem(code) for code in codes] == [400, 400]
    assert redeem(resend()[1]) == 200


def test_no_two_codes_of_an_address_are_the_same(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    seeds = iter([b"first", b"first", b"second"])
    monkeypatch.setattr("accounts.services.challenges._new_seed", lambda: next(seeds))
    monkeypatch.setattr(
        "accounts.services.challenges._code_of",
        lambda challenge: {b"first": "111111", b"second": "222222"}[bytes(challenge.code_seed)],
    )

    assert [sign_up(THEIRS), sign_up(OURS)] == ["111111", "222222"]


@pytest.mark.parametrize(("age", "expected"), [(-1, 1), (1, 0)])
def test_a_new_code_can_be_asked_for_within_a_week(db: None, age: int, expected: int) -> None:
    sign_up(OURS)
    long_ago = timezone.now() - SIGN_UP_LIFETIME - timedelta(minutes=age)
    EmailChallenge.objects.update(created_at=long_ago, expires_at=long_ago)

    assert len(resend()) == expected


def test_a_sign_up_with_the_accounts_own_password_proves_the_account(db: None) -> None:
    ApiClient().post("/register", {"email": EMAIL, "password": OURS})
    registered = User.objects.get()

    assert redeem(sign_up(OURS)) == 200

    assert User.objects.get() == registered
    assert REPLACES not in last_mail()


def test_a_sign_up_of_an_address_verified_before_its_mail_gets_a_notice(db: None) -> None:
    body = {"email": EMAIL, "password": OURS, "full_name": "Dora"}
    ApiClient().post("/api/v1/auth/signup", body)
    make_user("dora")

    assert subjects(EMAIL) == ["You already have a Frontdesk account"]
    assert not EmailChallenge.objects.filter(closed_at=None).exists()


@pytest.mark.parametrize("by", ["code", "link"])
def test_a_sign_up_has_no_password_to_reset(db: None, by: str) -> None:
    sign_up(OURS)

    services.forgot_password(email=EMAIL, by=by, now=timezone.now())  # type: ignore[arg-type]

    assert subjects(EMAIL) == ["Your Frontdesk code"]


def test_a_stranger_who_closes_the_account_does_not_block_the_address(db: None) -> None:
    stranger = make_user("dora", verified=False)
    services.close_without_password(user=stranger, now=timezone.now())

    assert redeem(sign_up(OURS)) == 200

    assert can_sign_in(OURS)
    stranger.refresh_from_db()
    assert (stranger.is_active, stranger.closed_at is None) == (False, False)
    with nothing_changes(), pytest.raises(AccountClosed):
        services.assign_address(user=stranger, email="new@example.com", now=timezone.now())


def test_the_owner_who_closed_a_verified_account_gets_a_notice(dora: User) -> None:
    services.close_without_password(user=dora, now=timezone.now())

    ApiClient().post("/api/v1/auth/signup", {"email": EMAIL, "password": OURS, "full_name": "Dora"})

    assert subjects(EMAIL)[-1] == "You already have a Frontdesk account"
    assert mailed_codes(EMAIL) == []


def test_an_administrator_of_an_unverified_address_has_a_new_account(db: None) -> None:
    stranger = ApiClient(token_of(make_user("dora", verified=False)))
    pending = sign_up(THEIRS)

    services.make_platform_admin(email=EMAIL, password=OURS, now=timezone.now())

    assert stranger.get("/user").status_code == 401
    assert [can_sign_in(each) for each in (PASSWORD, THEIRS, OURS)] == [False, False, True]
    assert redeem(pending) == 400


def test_staff_verifying_an_address_voids_what_was_mailed_for_it(db: None) -> None:
    user = make_user("dora", verified=False)
    token_of(user)
    code = sign_up(THEIRS)

    services.mark_email_verified(user=user, now=timezone.now())

    assert redeem(code) == 400
    assert not Session.objects.filter(revoked_at=None).exists()
    assert can_sign_in(PASSWORD)


def set_aside() -> User:
    """An account that lost its address to whoever proved it."""
    lost = make_user("dora", verified=False)
    redeem(sign_up(OURS))
    lost.refresh_from_db()
    return lost


def test_staff_give_an_account_that_lost_its_address_another(db: None) -> None:
    lost = set_aside()

    services.assign_address(user=lost, email="Dora.Two@example.com", now=timezone.now())

    lost.refresh_from_db()
    assert (lost.email, lost.is_active, lost.is_verified) == ("dora.two@example.com", True, True)
    assert mailed_links("dora.two@example.com")[0].startswith("/reset-password?")
    assert not can_sign_in(PASSWORD, lost.email)


def test_no_other_account_is_given_an_address(dora: User) -> None:
    with nothing_changes(), pytest.raises(NotSetAside):
        services.assign_address(user=dora, email="new@example.com", now=timezone.now())


def test_a_taken_address_is_not_given(db: None) -> None:
    lost = set_aside()

    with nothing_changes(), pytest.raises(AddressTaken):
        services.assign_address(user=lost, email=EMAIL, now=timezone.now())
