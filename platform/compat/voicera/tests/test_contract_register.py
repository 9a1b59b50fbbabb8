"""The voicera contract: registration, which never reveals whether an address is known."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Session, User
from accounts.tests.factories import PASSWORD, make_user
from accounts.tests.mailbox import mailed_codes, subjects
from compat.voicera.tests.answers import data, error, login
from compat.voicera.tests.world import BASE
from core.preferences import set_preference
from core.scope import as_table_owner
from core.testing import ApiClient, nothing_changes, run_concurrently
from core.testing.tables import table_sums
from workspaces.models import Workspace
from workspaces.queries import default_workspace_of

NORA = {
    "email": "nora@example.com",
    "password": PASSWORD,
    "first_name": "Nora",
    "last_name": "New",
}


def test_register(db: None, anonymous: ApiClient) -> None:
    answer = anonymous.post(f"{BASE}/auth/register", {**NORA, "email": "Nora@Example.com"})

    assert answer.status_code == 201
    assert answer.json()["message"] == "Resource created successfully"
    user = User.objects.get(email="nora@example.com")
    made = data(answer)
    at = datetime.fromisoformat(made.pop("created_at"))
    assert at == user.created_at
    assert made == {
        "id": str(user.uuid),
        "email": "nora@example.com",
        "first_name": "Nora",
        "last_name": "New",
    }
    assert len(mailed_codes("nora@example.com")) == 1


def test_registering_creates_a_personal_workspace(db: None, anonymous: ApiClient) -> None:
    anonymous.post(f"{BASE}/auth/register", NORA)

    api = ApiClient(data(login("nora@example.com"))["token"])
    listed = api.get("/api/v1/workspaces").json()["workspaces"]
    assert [(each["name"], each["role"]) for each in listed] == [("Nora New's workspace", "OWNER")]
    assert api.get("/api/v1/auth/me").json()["full_name"] == "Nora New"


@pytest.mark.parametrize(
    ("names", "full_name"),
    [
        ({}, ""),
        ({"first_name": "Nora"}, "Nora"),
        ({"last_name": "New"}, "New"),
        ({"first_name": "Nora Ann", "last_name": "New"}, "Nora Ann New"),
        ({"first_name": "x" * 59, "last_name": "y" * 59}, f"{'x' * 59} {'y' * 59}"),
    ],
)
def test_names_are_optional(
    db: None, anonymous: ApiClient, names: dict[str, str], full_name: str
) -> None:
    payload = {"email": "nora@example.com", "password": PASSWORD, **names}

    answer = anonymous.post(f"{BASE}/auth/register", payload)

    made = data(answer)
    given = {"first_name": "", "last_name": "", **names}
    assert {name: made[name] for name in given} == given
    user = User.objects.get(email="nora@example.com")
    assert user.full_name == full_name
    assert default_workspace_of(user) is not None


def test_a_known_address_gets_the_same_response_and_its_owner_a_notice(
    db: None, anonymous: ApiClient
) -> None:
    make_user("nora")
    people = User.objects.count()
    before = table_sums()

    known = anonymous.post(f"{BASE}/auth/register", NORA)
    after = table_sums()
    unknown = anonymous.post(f"{BASE}/auth/register", {**NORA, "email": "dora@example.com"})

    assert {name for name in after if after[name] != before[name]} == {"core_job"}
    assert (known.status_code, unknown.status_code) == (201, 201)
    assert known.json()["message"] == unknown.json()["message"]
    shown, really = data(known), data(unknown)
    assert list(shown) == list(really)
    assert (shown["email"], shown["first_name"]) == ("nora@example.com", "Nora")
    ids = [uuid.UUID(each["id"]) for each in (shown, really)]
    assert [each.version for each in ids] == [7, 7]
    assert ids[0] < ids[1]
    times = [datetime.fromisoformat(each["created_at"]) for each in (shown, really)]
    assert times[0] < times[1] < datetime.now(UTC)
    assert times[1] - times[0] < timedelta(minutes=1)
    assert not User.objects.filter(uuid=shown["id"]).exists()
    assert User.objects.count() == people + 1
    assert subjects("nora@example.com") == ["You already have a Frontdesk account"]
    assert login("nora@example.com").status_code == 200


def test_a_known_address_costs_as_much_as_a_new_one(
    db: None, anonymous: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    monkeypatch.setattr(
        "accounts.services.registration.make_password",
        lambda password: hashed.append(password) or "!",  # type: ignore[func-returns-value]
    )
    make_user("nora")
    inserted = []

    for email in ("nora@example.com", "dora@example.com"):
        with CaptureQueriesContext(connection) as captured:
            anonymous.post(f"{BASE}/auth/register", {**NORA, "email": email})
        ran = [query["sql"].split('"')[1] for query in captured if "INSERT" in query["sql"][:6]]
        inserted.append(ran)

    assert hashed == [PASSWORD, PASSWORD]
    rows = {"accounts_user", "workspaces_workspace", "workspaces_membership", "core_job"}
    assert [rows & set(each) for each in inserted] == [rows, rows]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": "nora"}, "email"),
        ({"email": None}, "email"),
        ({"email": 7}, "email"),
        ({"password": None}, "password"),
        ({"password": "password"}, "password"),
        ({"password": "short"}, "password"),
        ({"first_name": "x" * 60}, "first_name"),
        ({"first_name": "a\x00b"}, "first_name"),
        ({"last_name": None}, "last_name"),
        ({"last_name": ["New"]}, "last_name"),
    ],
)
def test_an_invalid_registration_names_the_field(
    db: None, anonymous: ApiClient, wrong: dict[str, Any], field: str
) -> None:
    with nothing_changes():
        answer = anonymous.post(f"{BASE}/auth/register", {**NORA, **wrong})

    status, code, details = error(answer)
    assert (status, code, list(details)) == (400, "VALIDATION_001", [field])


def test_every_missing_field_is_named(db: None, anonymous: ApiClient) -> None:
    with nothing_changes():
        answer = anonymous.post(f"{BASE}/auth/register", {})

    assert error(answer) == (
        400,
        "VALIDATION_001",
        {"email": "This field is required.", "password": "This field is required."},
    )


def test_registration_can_be_closed(db: None, anonymous: ApiClient) -> None:
    set_preference("registration_enabled", False, now=timezone.now())

    with nothing_changes():
        answer = anonymous.post(f"{BASE}/auth/register", NORA)

    assert error(answer) == (403, "AUTH_006", None)


def test_a_registered_user_signs_in_at_the_own_api_and_vice_versa(
    db: None, anonymous: ApiClient
) -> None:
    anonymous.post(f"{BASE}/auth/register", NORA)

    body = {"email": "nora@example.com", "password": PASSWORD}
    there = anonymous.post("/api/v1/auth/login", body)

    assert there.status_code == 200
    me = ApiClient(there.json()["access_token"]).get(f"{BASE}/auth/me")
    assert data(me)["last_name"] == "New"
    assert Session.objects.count() == 1


def test_concurrent_registrations_create_one_user(transactional_db: None) -> None:
    def register(_: int) -> int:
        return int(ApiClient().post(f"{BASE}/auth/register", NORA).status_code)

    statuses = run_concurrently(5, register)

    assert statuses == [201] * 5
    user = User.objects.get()
    assert default_workspace_of(user) is not None
    with as_table_owner():
        assert Workspace.objects.count() == 1
