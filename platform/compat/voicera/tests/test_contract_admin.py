"""The voicera contract, endpoint by endpoint: lists of users, and what staff do to them."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from accounts.models import User
from accounts.services import close_without_password
from accounts.tests.factories import make_user
from compat.voicera.tests.answers import data, error, login
from compat.voicera.tests.world import BASE, make_staff, of
from core.testing import ApiClient, nothing_changes
from core.testing.queries import assert_queries
from workspaces.models import Workspace
from workspaces.tests.factories import Person

LISTS = [f"{BASE}/users", f"{BASE}/admin/users"]
each_list = pytest.mark.parametrize("path", LISTS)

NOT_FOUND = (404, "USER_001", None)


def emails(answer: Any) -> list[str]:
    return [each["email"].partition("@")[0] for each in data(answer)["items"]]


def people(*names: str) -> None:
    """Users registered a day after each other, the first one on 2024-01-01."""
    for day, name in enumerate(names):
        user = make_user(name)
        at = datetime(2024, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)
        User.objects.filter(pk=user.pk).update(created_at=at, updated_at=at)


@each_list
def test_the_list_of_users_is_for_staff(alice: Person, bob: Person, path: str) -> None:
    with nothing_changes():
        answers = [alice.api.get(path), bob.api.get(path)]

    assert [error(each) for each in answers] == [(403, "AUTH_004", None)] * 2


@each_list
def test_users_are_listed(staff: Person, alice: Person, path: str) -> None:
    answer = staff.api.get(path)

    page = data(answer)
    assert {key: page[key] for key in ("total", "skip", "limit")} == {
        "total": 2,
        "skip": 0,
        "limit": 10,
    }
    assert emails(answer) == ["charlie", "alice"]
    assert page["items"][1] == data(alice.api.get(f"{BASE}/auth/me"))


@each_list
def test_the_list_is_paged(staff: Person, path: str) -> None:
    people(*(f"user{number:03}" for number in range(101)))

    answers = {
        query: data(staff.api.get(f"{path}?sort=created_at&{query}"))
        for query in ("skip=100", "limit=2&skip=1", "limit=101", "limit=99999999999", "skip=999999")
    }

    assert {query: (len(each["items"]), each["limit"]) for query, each in answers.items()} == {
        "skip=100": (2, 10),
        "limit=2&skip=1": (2, 2),
        "limit=101": (100, 100),
        "limit=99999999999": (100, 100),
        "skip=999999": (0, 10),
    }
    assert {each["total"] for each in answers.values()} == {102}
    shown = [each["email"] for each in answers["limit=2&skip=1"]["items"]]
    assert shown == ["user001@example.com", "user002@example.com"]


@each_list
def test_a_page_costs_the_same_queries_at_any_length(staff: Person, path: str) -> None:
    people(*(f"user{number}" for number in range(50)))

    for limit in (1, 50):
        with assert_queries(5):  # session, own and group permissions, count, page
            assert len(data(staff.api.get(f"{path}?limit={limit}"))["items"]) == limit


@each_list
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["charlie", "cleo", "ben", "anna"]),
        ("order=asc", ["anna", "ben", "cleo", "charlie"]),
        ("order=desc", ["charlie", "cleo", "ben", "anna"]),
        ("sort=created_at", ["anna", "ben", "cleo", "charlie"]),
        ("sort=-created_at", ["charlie", "cleo", "ben", "anna"]),
        ("sort=created_at&order=desc", ["charlie", "cleo", "ben", "anna"]),
        ("sort=email", ["anna", "ben", "charlie", "cleo"]),
        ("sort=name&order=desc", ["cleo", "charlie", "ben", "anna"]),
        ("sort=-name,created_at", ["cleo", "charlie", "ben", "anna"]),
        ("sort=-email&order=asc", ["cleo", "charlie", "ben", "anna"]),
    ],
)
def test_the_list_is_sorted(staff: Person, path: str, query: str, expected: list[str]) -> None:
    people("anna", "ben", "cleo")

    assert emails(staff.api.get(f"{path}?{query}")) == expected


@each_list
def test_the_list_is_filtered(staff: Person, path: str) -> None:
    people("anna", "ben", "cleo")
    User.objects.filter(email="ben@example.com").update(is_active=False, full_name="Joanna Berg")
    queries = {
        "status=active": ["charlie", "cleo", "anna"],
        "status=inactive": ["ben"],
        "search=ANNA": ["ben", "anna"],
        "search=BEN@": ["ben"],
        "search=100%25": [],
        "search=": ["charlie", "cleo", "ben", "anna"],
        "status=active&search=anna": ["anna"],
        "date_from=2024-01-02": ["charlie", "cleo", "ben"],
        "date_to=2024-01-02": ["ben", "anna"],
        "date_from=2024-01-02&date_to=2024-01-02": ["ben"],
        "date_to=9999-12-31": ["charlie", "cleo", "ben", "anna"],
    }

    found = {query: emails(staff.api.get(f"{path}?{query}")) for query in queries}

    assert found == queries


@each_list
@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("skip", value) for value in ("", "-1", "x", "1.5", "٣", "\x00")),
        *(("limit", value) for value in ("", "0", "-1", "x", "1e3", "NaN")),
        *(("sort", value) for value in ("", "-", "password", "name,", "id; DROP TABLE", "\x00")),
        *(("order", value) for value in ("", "up", "DESC")),
        *(("status", value) for value in ("", "gone", "\x00")),
        *(("search", value) for value in ("x" * 101, "a\x00b", "\u202e")),
        *(("date_from", value) for value in ("", "today", "2024-13-01", "\x00")),
        *(("date_to", value) for value in ("", "2024-01-01T00:00:00Z")),
    ],
)
def test_an_invalid_query_is_refused_and_named(
    staff: Person, path: str, name: str, value: str
) -> None:
    status, code, details = error(staff.api.get(path, {name: value}))

    assert (status, code, list(details)) == (400, "VALIDATION_001", [name])


def test_staff_deactivate_and_activate(alice: Person, staff: Person) -> None:
    path = f"{BASE}/admin/users/{alice.user.uuid}"

    shut = staff.api.post(f"{path}/deactivate")
    assert (shut.status_code, data(shut)["status"]) == (200, "inactive")
    assert error(alice.api.get(of(alice))) == (401, "AUTH_003", None)
    assert error(login(alice.user.email)) == (401, "AUTH_001", None)

    opened = staff.api.post(f"{path}/activate")
    assert (opened.status_code, data(opened)["status"]) == (200, "active")
    assert login(alice.user.email).status_code == 200


def test_staff_actions_on_users_are_audited(alice: Person, staff: Person) -> None:
    path = f"{BASE}/admin/users/{alice.user.uuid}"

    for verb in ("deactivate", "activate"):
        staff.api.post(f"{path}/{verb}")
    staff.api.delete(of(alice))

    entries = LogEntry.objects.order_by("pk").values_list("user", "object_id", "change_message")
    expected = ["Deactivated.", "Activated.", "Deactivated."]
    assert list(entries) == [(staff.user.pk, str(alice.user.pk), each) for each in expected]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "users/{}"),
        ("DELETE", "users/{}"),
        ("POST", "admin/users/{}/activate"),
        ("POST", "admin/users/{}/deactivate"),
    ],
)
def test_staff_are_changed_by_superusers_only(
    alice: Person, staff: Person, method: str, path: str
) -> None:
    make_staff(alice)
    address = f"{BASE}/{path.format(alice.user.uuid)}"
    body = {"first_name": "Eve"} if method == "PUT" else None

    with nothing_changes():
        refused = staff.api.call(method, address, body=body)
    User.objects.filter(pk=staff.user.pk).update(is_superuser=True)
    done = staff.api.call(method, address, body=body)

    assert error(refused)[:2] == (403, "AUTH_004")
    assert done.status_code == (204 if method == "DELETE" else 200)


def test_staff_cannot_deactivate_themselves(staff: Person) -> None:
    with nothing_changes():
        answer = staff.api.post(f"{BASE}/admin/users/{staff.user.uuid}/deactivate")

    assert error(answer)[:2] == (403, "AUTH_004")


def test_staff_restore_a_closed_account(alice: Person, acme: Workspace, staff: Person) -> None:
    close_without_password(user=alice.user, now=timezone.now())

    answer = staff.api.post(f"{BASE}/admin/users/{alice.user.uuid}/activate")

    assert data(answer)["status"] == "active"
    assert User.objects.get(pk=alice.user.pk).closed_at is None
    api = ApiClient(data(login(alice.user.email))["token"])
    assert [each["name"] for each in api.get("/api/v1/workspaces").json()["workspaces"]] == ["Acme"]


@pytest.mark.parametrize("verb", ["activate", "deactivate"])
def test_only_staff_change_users(alice: Person, bob: Person, verb: str) -> None:
    with nothing_changes():
        answers = [
            alice.api.post(f"{BASE}/admin/users/{each}/{verb}")
            for each in (alice.user.uuid, bob.user.uuid, uuid.uuid4(), "x")
        ]

    assert [error(each) for each in answers] == [(403, "AUTH_004", None)] * 4


@pytest.mark.parametrize("verb", ["activate", "deactivate"])
def test_unknown_users_are_not_found(staff: Person, verb: str) -> None:
    with nothing_changes():
        answers = [
            staff.api.post(f"{BASE}/admin/users/{each}/{verb}") for each in (uuid.uuid4(), "x")
        ]

    assert [error(each) for each in answers] == [NOT_FOUND] * 2
