"""A change of the address without proof: the old address keeps its rights for 72 hours."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.errors import AddressTaken, LinkInvalid
from accounts.models import EmailChallenge, Session, User
from accounts.services.challenges import Purpose
from accounts.tests.factories import PASSWORD, make_user, token_of
from accounts.tests.mailbox import mailed_codes, mailed_links, mailed_tokens, subjects
from accounts.tests.mailed_pages import can_sign_in, read, refused_as_bad
from core.testing import ApiClient, nothing_changes

OLD, THIEFS, OTHER = "dora@example.com", "thief@example.com", "third@example.com"
NEW_PASSWORD = "another-horse-8"
HOURS = timedelta(hours=72)


def change(dora: User, email: str = THIEFS) -> ApiClient:
    """The thief, who has an access token, changes the address."""
    thief = ApiClient(token_of(dora))
    assert thief.call("PUT", "/user", body={"email": email}).status_code == 200
    return thief


def forgot(email: str, door: str) -> None:
    path = {
        "here": "/api/v1/auth/forgot-password",
        "voicera": "/voicera/api/v1/auth/forgot-password",
    }
    assert ApiClient().post(path[door], {"email": email}).status_code == 200


def reset(email: str, door: str) -> Any:
    """Ask for a new password and set it with what was mailed."""
    forgot(email, door)
    if door == "voicera":
        body = {"token": mailed_tokens(email)[-1], "new_password": NEW_PASSWORD}
        return ApiClient().post("/voicera/api/v1/auth/reset-password", body)
    body = {"otp_code": mailed_codes(email)[-1], "new_password": NEW_PASSWORD, "email": email}
    return ApiClient().post("/api/v1/auth/reset-password", body)


def undo_link() -> str:
    return next(each for each in mailed_links(OLD) if each.startswith("/undo-address-change?"))


def undo(client: Client) -> Any:
    return client.post(undo_link())


each_door = pytest.mark.parametrize("door", ["here", "voicera"])


@each_door
@pytest.mark.parametrize("is_verified", [True, False])
def test_the_new_address_resets_nothing(db: None, door: str, is_verified: bool) -> None:
    dora = make_user("dora", verified=is_verified)
    change(dora)
    mailed = len(subjects(THIEFS))

    forgot(THIEFS, door)

    assert len(subjects(THIEFS)) == mailed
    assert User.objects.get().check_password(PASSWORD)


@each_door
@pytest.mark.parametrize("is_verified", [True, False])
def test_the_old_address_resets_the_password_and_has_its_account_back(
    db: None, door: str, is_verified: bool
) -> None:
    thief = change(make_user("dora", verified=is_verified))

    assert reset(OLD, door).status_code == 200

    user = User.objects.get()
    assert (user.email, user.is_verified, user.has_changed_email) == (OLD, True, False)
    assert can_sign_in(NEW_PASSWORD)
    assert not can_sign_in(NEW_PASSWORD, THIEFS)
    assert thief.get("/user").status_code == 401


@each_door
def test_the_old_address_has_no_right_after_72_hours(dora: User, door: str) -> None:
    change(dora)
    EmailChallenge.objects.filter(purpose="UNDO_CHANGE").update(expires_at=timezone.now())
    mailed = len(subjects(OLD))

    forgot(OLD, door)

    assert len(subjects(OLD)) == mailed


def test_the_undo_link_is_good_for_72_hours(dora: User, client: Client) -> None:
    change(dora)
    link, undo_row = undo_link(), EmailChallenge.objects.get(purpose="UNDO_CHANGE")

    assert undo_row.expires_at - undo_row.created_at == HOURS
    undo_row.expires_at = timezone.now()
    undo_row.save()
    with nothing_changes():
        answer = client.post(link)
    assert refused_as_bad(answer, "/undo-address-change")


def test_the_undo_link_restores_address_and_password_and_ends_every_session(
    dora: User, client: Client
) -> None:
    before = User.objects.values("email", "email_verified_at", "password").get()
    thief = change(dora)
    late = ApiClient(token_of(User.objects.get()))
    page = client.get(undo_link())
    assert "Your account has this address and its password of before again" in read(page)

    answer = undo(client)

    assert "The change is undone." in read(answer)
    assert User.objects.values("email", "email_verified_at", "password").get() == before
    assert [each.get("/user").status_code for each in (thief, late)] == [401, 401]
    assert not Session.objects.filter(revoked_at=None).exists()
    assert can_sign_in(PASSWORD)
    assert refused_as_bad(undo(client), "/undo-address-change")


def test_undoing_an_address_that_was_never_verified_verifies_nothing(
    db: None, client: Client
) -> None:
    change(make_user("dora", verified=False))

    undo(client)

    user = User.objects.get()
    assert (user.email, user.is_verified, user.check_password(PASSWORD)) == (OLD, False, True)


def test_a_thief_who_proves_the_new_address_does_not_keep_the_account(
    dora: User, client: Client
) -> None:
    change(dora)
    code = mailed_codes(THIEFS)[-1]
    verified = ApiClient().post("/api/v1/auth/verify-otp", {"email": THIEFS, "otp_code": code})
    assert reset(THIEFS, "here").status_code == 200
    thief = ApiClient(verified.json()["access_token"])

    undo(client)

    assert thief.get("/user").status_code == 401
    assert can_sign_in(PASSWORD)
    assert not can_sign_in(NEW_PASSWORD)
    assert not can_sign_in(NEW_PASSWORD, THIEFS)


def test_a_thief_gains_nothing_by_changing_the_address_again(dora: User, client: Client) -> None:
    thief = change(dora)
    assert thief.call("PUT", "/user", body={"email": OTHER}).status_code == 200
    assert subjects(THIEFS)[-1] == "Your Frontdesk address was changed"
    assert not any("/undo-address-change" in each for each in mailed_links(THIEFS))

    undo(client)

    assert User.objects.get().email == OLD


def test_a_thief_who_proved_an_address_in_between_cannot_undo_the_undoing(
    dora: User, client: Client
) -> None:
    change(dora)
    code = mailed_codes(THIEFS)[-1]
    body = {"email": THIEFS, "otp_code": code}
    thief = ApiClient(ApiClient().post("/api/v1/auth/verify-otp", body).json()["access_token"])
    thief.call("PUT", "/user", body={"email": OTHER})
    (thiefs,) = mailed_links(THIEFS)

    undo(client)

    assert refused_as_bad(client.post(thiefs), "/undo-address-change")
    assert User.objects.get().email == OLD


def test_a_thief_who_proved_an_address_in_between_gets_it_back_but_not_for_long(
    dora: User, client: Client
) -> None:
    change(dora)
    code = mailed_codes(THIEFS)[-1]
    body = {"email": THIEFS, "otp_code": code}
    thief = ApiClient(ApiClient().post("/api/v1/auth/verify-otp", body).json()["access_token"])
    thief.call("PUT", "/user", body={"email": OTHER})
    (thiefs,) = mailed_links(THIEFS)
    assert client.post(thiefs).status_code == 200
    assert User.objects.get().email == THIEFS

    undo(client)

    assert User.objects.get().email == OLD


@pytest.mark.parametrize("holder", ["registers", "signs up"])
def test_a_thief_cannot_block_the_undo_by_using_the_old_address(
    dora: User, client: Client, holder: str
) -> None:
    change(dora)
    mine = {"email": OLD, "password": NEW_PASSWORD}
    path, more = "/register", {}
    if holder == "signs up":
        path, more = "/api/v1/auth/signup", {"full_name": "X"}
    assert ApiClient().post(path, mine | more).status_code in (200, 201)

    undo(client)

    assert User.objects.get(email=OLD).pk == dora.pk
    assert can_sign_in(PASSWORD)
    assert not can_sign_in(NEW_PASSWORD)


def test_a_reset_of_the_old_address_is_not_the_new_registrants(dora: User) -> None:
    change(dora)
    ApiClient().post("/register", {"email": OLD, "password": "registrants-horse-9"})

    assert reset(OLD, "here").status_code == 200

    assert User.objects.get(email=OLD).pk == dora.pk


def test_an_address_that_somebody_has_proven_since_is_not_given_back(
    dora: User, client: Client
) -> None:
    change(dora)
    link = undo_link()
    ApiClient().post(
        "/api/v1/auth/signup", {"email": OLD, "password": NEW_PASSWORD, "full_name": "D"}
    )
    code = mailed_codes(OLD)[-1]
    ApiClient().post("/api/v1/auth/verify-otp", {"email": OLD, "otp_code": code})

    with nothing_changes():
        answer = client.post(link)

    assert refused_as_bad(answer, "/undo-address-change")
    assert can_sign_in(NEW_PASSWORD)


def test_whoever_proves_an_address_that_was_set_has_it_and_the_account_its_old_one(
    dora: User,
) -> None:
    thief = change(dora)
    body = {"email": THIEFS, "password": NEW_PASSWORD, "full_name": "T"}
    ApiClient().post("/api/v1/auth/signup", body)
    code = mailed_codes(THIEFS)[-1]

    ApiClient().post("/api/v1/auth/verify-otp", {"email": THIEFS, "otp_code": code})

    dora.refresh_from_db()
    assert (dora.email, dora.is_verified, dora.is_active) == (OLD, True, True)
    assert User.objects.get(email=THIEFS).pk != dora.pk
    assert thief.get("/user").status_code == 401
    assert (can_sign_in(PASSWORD), can_sign_in(NEW_PASSWORD, THIEFS)) == (True, True)


def test_a_change_with_proof_can_be_undone_too(dora: User, client: Client) -> None:
    """voicera asks for no password, so a stolen token and a mailbox suffice."""
    thief = ApiClient(token_of(dora))
    path = f"/voicera/api/v1/users/{dora.uuid}"
    assert thief.call("PUT", path, body={"email": THIEFS}).status_code == 200
    body = {"otp_code": mailed_codes(THIEFS)[-1]}
    assert thief.post("/api/v1/auth/change-email/confirm", body).status_code == 200
    assert User.objects.get().email == THIEFS

    undo(client)

    assert User.objects.get().email == OLD


def test_the_owner_of_an_address_that_was_set_can_still_verify_it(dora: User) -> None:
    change(dora)
    code = mailed_codes(THIEFS)[-1]

    ApiClient().post("/api/v1/auth/verify-otp", {"email": THIEFS, "otp_code": code})

    user = User.objects.get()
    assert (user.email, user.is_verified, user.has_changed_email) == (THIEFS, True, False)
    assert reset(THIEFS, "here").status_code == 200


def test_changing_the_password_does_not_void_the_undo_link(dora: User, client: Client) -> None:
    change(dora)
    services.change_password(
        user=User.objects.get(),
        old_password=PASSWORD,
        new_password=NEW_PASSWORD,
        now=timezone.now(),
    )

    undo(client)

    assert can_sign_in(PASSWORD)


def test_an_undo_link_is_of_no_use_elsewhere(dora: User) -> None:
    change(dora)
    token = undo_link().partition("=")[2]

    for attempt in (
        lambda: services.reset_password_by_link(
            token=token, new_password=NEW_PASSWORD, now=timezone.now()
        ),
        lambda: services.email_of_link(purpose=Purpose.RESET_LINK, token=token, now=timezone.now()),
    ):
        with nothing_changes(), pytest.raises(LinkInvalid):
            attempt()


def test_a_taken_address_is_refused_as_before(dora: User) -> None:
    make_user("thief")

    with pytest.raises(AddressTaken):
        services.set_email(user=dora, email=THIEFS, now=timezone.now())

    assert subjects(OLD) == []
