"""A change of the address without proof: the old address keeps its rights for 72 hours."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.errors import AddressTaken, LinkInvalid
from accounts.models import EmailChallenge, Session, User
from accounts.services.challenges import Purpose
from accounts.tests.address_changes import (
    HOURS,
    NEW_PASSWORD,
    OLD,
    THIEFS,
    change,
    forgot,
    reset,
    undo,
    undo_link,
)
from accounts.tests.factories import PASSWORD, make_user, token_of
from accounts.tests.mailbox import mailed_codes, subjects
from accounts.tests.mailed_pages import can_sign_in, read, refused_as_bad
from core.testing import ApiClient, nothing_changes

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


def test_an_address_that_nobody_proved_has_no_rights_against_a_proven_one(
    db: None, client: Client
) -> None:
    """Somebody mistyped the address, corrected it, and proved the right one."""
    change(make_user("dora", verified=False), THIEFS)
    link, mailed = undo_link(), len(subjects(OLD))
    body = {"email": THIEFS, "otp_code": mailed_codes(THIEFS)[-1]}
    assert ApiClient().post("/api/v1/auth/verify-otp", body).status_code == 200

    with nothing_changes():
        answer = client.post(link)
    forgot(OLD, "here")

    assert refused_as_bad(answer, "/undo-address-change")
    assert len(subjects(OLD)) == mailed
