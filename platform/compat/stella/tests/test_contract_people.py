"""The stella contract, endpoint by endpoint: registration, sign-in, the user, ping."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.services import close_without_password, set_active
from accounts.tests.factories import PASSWORD, make_user, sign_up
from accounts.tests.mailbox import mailed_codes, subjects
from core.preferences import set_preference
from core.testing import ApiClient, nothing_changes
from workspaces.models import Workspace
from workspaces.tests.factories import Person, make_workspace

CREDENTIALS = {"email": "dora@example.com", "password": PASSWORD}
MISSING_JSON = {"msg": "Missing JSON in request"}
MISSING_CREDENTIALS = {"msg": "Missing email/password parameter"}

each_without_json = pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "application/json"),
        (b"", ""),
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"null", "application/json"),
        (b'"email"', "application/json"),
        (b'{"email": "\xff"}', "application/json"),
        (b"email=dora&password=x", "application/x-www-form-urlencoded"),
        (b"--x--", "multipart/form-data; boundary=x"),
        (b'{"email": "dora@example.com", "password": "correct-horse-7"}', "text/plain"),
        (b"{}", "nonsense"),
    ],
)
each_without_credentials = pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": "dora@example.com"},
        {"password": PASSWORD},
        {"email": "", "password": PASSWORD},
        {"email": "dora@example.com", "password": None},
    ],
)


def test_ping(anonymous: ApiClient) -> None:
    answer = anonymous.get("/ping")

    assert (answer.status_code, answer.json()) == (200, {"msg": "pong"})


def test_register(db: None, anonymous: ApiClient) -> None:
    answer = anonymous.post("/register", {"email": "Dora@Example.com", "password": PASSWORD})

    assert answer.status_code == 200
    assert answer.json() == {"msg": "User created successfully", "email": "dora@example.com"}
    user = User.objects.get(email="dora@example.com")
    assert (user.is_verified, user.check_password(PASSWORD)) == (False, True)
    assert len(mailed_codes("dora@example.com")) == 1


def test_a_registered_user_signs_in_at_once_here_and_at_the_own_api(
    db: None, anonymous: ApiClient
) -> None:
    anonymous.post("/register", CREDENTIALS)

    here = anonymous.post("/auth/login", CREDENTIALS)
    there = anonymous.post("/api/v1/auth/login", CREDENTIALS)

    assert (here.status_code, there.status_code) == (200, 200)
    token = here.json()["access_token"]
    assert ApiClient(token).get("/api/v1/auth/me").json()["email"] == "dora@example.com"


@pytest.mark.parametrize("path", ["/register", "/auth/login"])
@each_without_json
def test_credentials_must_be_json(
    db: None, anonymous: ApiClient, path: str, body: bytes, content_type: str
) -> None:
    with nothing_changes():
        answer = anonymous.call("POST", path, body=body, content_type=content_type)

    assert (answer.status_code, answer.json()) == (400, MISSING_JSON)


def test_an_idempotency_key_makes_malformed_json_no_better(db: None, anonymous: ApiClient) -> None:
    with nothing_changes():
        answer = anonymous.call("POST", "/register", body=b"{", headers={"Idempotency-Key": "one"})

    assert (answer.status_code, answer.json()) == (400, MISSING_JSON)


@pytest.mark.parametrize("path", ["/register", "/auth/login"])
@each_without_credentials
def test_credentials_must_be_complete(
    db: None, anonymous: ApiClient, path: str, body: dict[str, str]
) -> None:
    with nothing_changes():
        answer = anonymous.post(path, body)

    assert (answer.status_code, answer.json()) == (400, MISSING_CREDENTIALS)


def test_an_invalid_address_is_reported(db: None, anonymous: ApiClient) -> None:
    with nothing_changes():
        answer = anonymous.post("/register", {"email": "dora", "password": PASSWORD})

    assert answer.status_code == 400
    assert answer.json() == {"msg": "email: Enter a valid e-mail address."}


def test_a_weak_password_is_refused(db: None, anonymous: ApiClient) -> None:
    with nothing_changes():
        answer = anonymous.post("/register", {**CREDENTIALS, "password": "password"})

    assert (answer.status_code, answer.json()) == (400, {"msg": "This password is too common."})


def test_a_known_address_is_reported(db: None, anonymous: ApiClient) -> None:
    make_user("dora")

    with nothing_changes():
        answer = anonymous.post("/register", {**CREDENTIALS, "password": "another-horse-8"})

    assert (answer.status_code, answer.json()) == (400, {"msg": "User already exists"})


def test_an_address_that_is_signed_up_can_be_registered(db: None, anonymous: ApiClient) -> None:
    sign_up("dora")

    answer = anonymous.post("/register", {**CREDENTIALS, "password": "another-horse-8"})

    assert answer.status_code == 200
    answer = anonymous.post("/auth/login", {**CREDENTIALS, "password": "another-horse-8"})
    assert answer.status_code == 200


def test_registration_can_be_closed(db: None, anonymous: ApiClient) -> None:
    set_preference("registration_enabled", False, now=timezone.now())

    with nothing_changes():
        answer = anonymous.post("/register", CREDENTIALS)

    assert answer.status_code == 403
    assert answer.json() == {"msg": "Registration is closed at the moment."}


def test_login(alice: Person, anonymous: ApiClient) -> None:
    answer = anonymous.post("/auth/login", {"email": "ALICE@example.com", "password": PASSWORD})

    assert answer.status_code == 200
    assert list(answer.json()) == ["access_token"]
    assert ApiClient(answer.json()["access_token"]).get("/user").status_code == 200


def test_login_of_an_unknown_address(db: None, anonymous: ApiClient) -> None:
    with nothing_changes():
        answer = anonymous.post("/auth/login", CREDENTIALS)

    assert (answer.status_code, answer.json()) == (404, {"msg": "User not found"})


def test_login_with_a_wrong_password(alice: Person, anonymous: ApiClient) -> None:
    with nothing_changes():
        answer = anonymous.post("/auth/login", {"email": alice.user.email, "password": "wrong"})

    assert (answer.status_code, answer.json()) == (401, {"msg": "Incorrect password."})


def test_login_of_a_deactivated_user(alice: Person, anonymous: ApiClient) -> None:
    set_active(user=alice.user, is_active=False, now=timezone.now())

    with nothing_changes():
        answer = anonymous.post("/auth/login", {"email": alice.user.email, "password": PASSWORD})

    assert (answer.status_code, answer.json()) == (401, {"msg": "Incorrect password."})


@pytest.mark.parametrize("password", [PASSWORD, "wrong-password-1"])
def test_login_of_a_closed_account(alice: Person, anonymous: ApiClient, password: str) -> None:
    close_without_password(user=alice.user, now=timezone.now())

    with nothing_changes():
        answer = anonymous.post("/auth/login", {"email": alice.user.email, "password": password})

    assert (answer.status_code, answer.json()) == (404, {"msg": "User not found"})


def test_login_before_a_code_is_redeemed(db: None, anonymous: ApiClient) -> None:
    sign_up("dora")

    with nothing_changes():
        answer = anonymous.post("/auth/login", CREDENTIALS)

    assert answer.status_code == 403
    assert answer.json() == {"msg": "Verify your e-mail address first. We can send you a new code."}


def test_the_user_has_the_keys_that_existing_clients_read(alice: Person) -> None:
    nowhere = alice.api.get("/user")
    acme, branch = make_workspace(alice, "Acme"), make_workspace(alice, "Branch")
    answer = alice.api.get("/user")

    shown = {
        "user_id": alice.user.public_id,
        "id": alice.user.public_id,
        "email": "alice@example.com",
    }
    assert (nowhere.status_code, answer.status_code) == (200, 200)
    assert nowhere.json() == {"user": {**shown, "workspaces": [], "last_workspace_id": None}}
    assert answer.json() == {
        "user": {
            **shown,
            "workspaces": [acme.public_id, branch.public_id],
            "last_workspace_id": acme.public_id,
        }
    }


def test_a_new_address_is_effective_at_once_unverified_with_a_notice(
    alice: Person, anonymous: ApiClient
) -> None:
    answer = alice.api.call("PUT", "/user", body={"email": "Ann@Example.com"})

    assert (answer.status_code, answer.json()) == (200, {"msg": "User updated"})
    user = User.objects.get(pk=alice.user.pk)
    assert (user.email, user.is_verified) == ("ann@example.com", False)
    assert len(subjects("alice@example.com")) == 1
    assert len(mailed_codes("ann@example.com")) == 1
    login = anonymous.post("/auth/login", {"email": "ann@example.com", "password": PASSWORD})
    assert login.status_code == 200


@pytest.mark.parametrize("body", [{}, {"email": "alice@example.com"}, {"nickname": "Al"}])
def test_an_empty_update_changes_nothing(alice: Person, body: dict[str, str]) -> None:
    with nothing_changes():
        answer = alice.api.call("PUT", "/user", body=body)

    assert (answer.status_code, answer.json()) == (200, {"msg": "User updated"})


def test_another_users_address_is_refused(alice: Person, charlie: Person) -> None:
    with nothing_changes():
        answer = alice.api.call("PUT", "/user", body={"email": charlie.user.email})

    assert (answer.status_code, answer.json()) == (400, {"msg": "User already exists"})


@each_without_json
def test_an_update_must_be_json(alice: Person, body: bytes, content_type: str) -> None:
    with nothing_changes():
        answer = alice.api.call("PUT", "/user", body=body, content_type=content_type)

    assert (answer.status_code, answer.json()) == (400, MISSING_JSON)


@pytest.mark.parametrize("email", [None, "", 7, "dora", "x" * 300])
def test_an_update_to_an_invalid_address_is_refused(alice: Person, email: object) -> None:
    with nothing_changes():
        answer = alice.api.call("PUT", "/user", body={"email": email})

    assert answer.status_code == 400
    assert answer.json()["msg"].startswith("email: ")


def test_a_workspace_of_the_own_api_is_listed_here(alice: Person, acme: Workspace) -> None:
    made = alice.api.post("/api/v1/workspaces", {"name": "Made elsewhere"}).json()

    assert alice.api.get("/user").json()["user"]["workspaces"] == [acme.public_id, made["id"]]
