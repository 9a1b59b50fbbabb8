"""Whoever changes the address with a stolen token does not keep the account."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from accounts.tests.address_changes import (
    NEW_PASSWORD,
    OLD,
    OTHER,
    THIEFS,
    change,
    reset,
    undo,
    undo_link,
)
from accounts.tests.factories import PASSWORD
from accounts.tests.mailbox import mailed_codes, mailed_links, subjects
from accounts.tests.mailed_pages import can_sign_in, refused_as_bad
from core.testing import ApiClient, nothing_changes


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


def test_a_reset_of_the_old_address_is_not_a_decoys_that_left_it_later(dora: User) -> None:
    """The thief registers the old address too and changes that away: both may undo their change."""
    change(dora)
    ApiClient().post("/register", {"email": OLD, "password": "registrants-horse-9"})
    change(User.objects.get(email=OLD), OTHER)

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
