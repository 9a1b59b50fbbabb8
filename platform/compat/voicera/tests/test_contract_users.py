"""The voicera contract, endpoint by endpoint: one user."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from accounts.models import User
from accounts.tests.mailbox import mailed_codes, subjects
from compat.voicera.tests.answers import data, error, login
from compat.voicera.tests.world import BASE, of
from core.testing import ApiClient, nothing_changes
from workspaces.models import Workspace
from workspaces.tests.factories import Person, add_member

NOT_FOUND = (404, "USER_001", None)


def test_users_see_themselves_and_staff_see_everybody(
    alice: Person, bob: Person, staff: Person
) -> None:
    own, seen = alice.api.get(of(alice)), staff.api.get(of(alice))

    assert (own.status_code, seen.status_code) == (200, 200)
    assert data(own) == data(seen) == data(alice.api.get(f"{BASE}/auth/me"))


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_other_users_look_like_unknown_ones(alice: Person, bob: Person, method: str) -> None:
    wanted = [str(bob.user.uuid), str(uuid.uuid4()), bob.user.public_id, "x", "0", "%00"]

    with nothing_changes():
        body = {"first_name": "Eve"} if method == "PUT" else None
        answers = [alice.api.call(method, f"{BASE}/users/{each}", body=body) for each in wanted]

    assert [error(each) for each in answers] == [NOT_FOUND] * len(wanted)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_staff_do_not_find_unknown_users(staff: Person, method: str) -> None:
    with nothing_changes():
        answers = [
            staff.api.call(method, f"{BASE}/users/{each}", body={} if method == "PUT" else None)
            for each in (uuid.uuid4(), "x")
        ]

    assert [error(each) for each in answers] == [NOT_FOUND] * 2


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"first_name": "Ann"}, ("Ann", "Alton")),
        ({"last_name": "Berg"}, ("Alice", "Berg")),
        ({"first_name": "Ann Mary", "last_name": "Berg"}, ("Ann Mary", "Berg")),
        ({"last_name": ""}, ("Alice", "")),
        ({}, ("Alice", "Alton")),
    ],
)
def test_names_are_changed_separately(
    alice: Person, change: dict[str, str], names: tuple[str, str]
) -> None:
    User.objects.filter(pk=alice.user.pk).update(full_name="Alice Alton")

    answer = alice.api.call("PUT", of(alice), body=change)

    assert answer.status_code == 200
    assert (data(answer)["first_name"], data(answer)["last_name"]) == names
    assert data(alice.api.get(of(alice))) == data(answer)


def test_staff_change_the_names_of_others(alice: Person, staff: Person) -> None:
    answer = staff.api.call("PUT", of(alice), body={"first_name": "Ann"})

    assert answer.status_code == 200
    assert User.objects.get(pk=alice.user.pk).full_name == "Ann"


@pytest.mark.parametrize("wanted", ["ann@example.com", "charlie@example.com"])
def test_a_new_address_waits_for_verification_known_or_not(
    alice: Person, charlie: Person, wanted: str
) -> None:
    answer = alice.api.call("PUT", of(alice), body={"email": wanted, "last_name": "B"})

    assert answer.status_code == 200
    shown = data(answer)
    assert (shown["email"], shown["email_verified"]) == ("alice@example.com", True)
    assert shown["last_name"] == "B"
    is_known = wanted == charlie.user.email
    assert len(subjects(wanted)) == 1
    assert len(mailed_codes(wanted)) == (0 if is_known else 1)


def test_verification_activates_the_new_address(alice: Person) -> None:
    alice.api.call("PUT", of(alice), body={"email": "Ann@Example.com"})
    (code,) = mailed_codes("ann@example.com")

    answer = alice.api.post("/api/v1/auth/change-email/confirm", {"otp_code": code})

    assert answer.status_code == 200
    assert data(alice.api.get(f"{BASE}/auth/me"))["email"] == "ann@example.com"
    assert len(subjects("alice@example.com")) == 1
    assert login("ann@example.com").status_code == 200


def test_staff_cannot_change_others_addresses(alice: Person, staff: Person) -> None:
    with nothing_changes():
        body = {"email": "ann@example.com", "first_name": "Ann"}
        answer = staff.api.call("PUT", of(alice), body=body)

    assert error(answer)[:2] == (403, "AUTH_004")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": "alice"}, "email"),
        ({"email": None}, "email"),
        ({"first_name": 7}, "first_name"),
        ({"last_name": "x" * 60}, "last_name"),
    ],
)
def test_an_invalid_change_names_the_field(
    alice: Person, wrong: dict[str, Any], field: str
) -> None:
    with nothing_changes():
        answer = alice.api.call("PUT", of(alice), body=wrong)

    status, code, details = error(answer)
    assert (status, code, list(details)) == (400, "VALIDATION_001", [field])


def test_deleting_the_own_user_closes_the_account(
    alice: Person, acme: Workspace, anonymous: ApiClient
) -> None:
    answer = alice.api.delete(of(alice))

    assert (answer.status_code, answer.content) == (204, b"")
    user = User.objects.get(pk=alice.user.pk)
    assert (user.is_active, user.closed_at is None) == (False, False)
    assert error(alice.api.get(of(alice))) == (401, "AUTH_003", None)
    assert error(login(alice.user.email)) == (401, "AUTH_001", None)


def test_an_owner_of_a_shared_workspace_cannot_close_the_account(
    alice: Person, bob: Person
) -> None:
    with nothing_changes():
        answer = alice.api.delete(of(alice))

    assert error(answer)[:2] == (409, "USER_002")


def test_staff_delete_others_by_deactivation(alice: Person, staff: Person) -> None:
    answer = staff.api.delete(of(alice))

    assert (answer.status_code, answer.content) == (204, b"")
    user = User.objects.get(pk=alice.user.pk)
    assert (user.is_active, user.closed_at) == (False, None)
    assert error(alice.api.get(of(alice))) == (401, "AUTH_003", None)


def test_a_workspace_owner_is_not_staff(alice: Person, acme: Workspace, charlie: Person) -> None:
    add_member(acme, charlie, "ADMIN")

    with nothing_changes():
        answers = [alice.api.get(of(charlie)), charlie.api.get(of(alice))]

    assert [error(each) for each in answers] == [NOT_FOUND] * 2
