"""The chapters Health and Admin Portal, endpoint by endpoint."""

from __future__ import annotations

import platform
import sys
from typing import Any

import pytest

from accounts.tests.factories import make_staff, make_user, token_of
from compat.morpheus import system
from compat.morpheus.tests.envelope import A_MOMENT, BASE, assert_refused, faults, success
from core.scope import workspace_scope
from core.testing import ApiClient, assert_queries, shared
from workspaces import services
from workspaces.models import Workspace
from workspaces.tests.factories import Person, make_workspace

HEALTH = f"{BASE}/health"
CUSTOMERS = f"{BASE}/admin/customers"
SYSTEM_HEALTH = f"{BASE}/admin/system/health"


@shared
def staff() -> ApiClient:
    user = make_user("staff")
    make_staff(user, "workspaces.view_workspace", "core.view_job")
    return ApiClient(token_of(user))


def _megabytes(text: str) -> float:
    number, unit = text.split()
    assert unit == "MB"
    return float(number)


def test_health_has_all_documented_keys(anonymous: ApiClient, db: None) -> None:
    shown = success(anonymous.get(HEALTH), 200, "System status retrieved")

    memory, machine = shown.pop("memory"), shown.pop("system")
    assert shown == {
        "status": "healthy",
        "uptime": system.uptime(),
        "timestamp": A_MOMENT,
        "database": "connected",
    }
    assert set(memory) == {"rss", "heapTotal", "heapUsed"}
    assert 0 < _megabytes(memory["heapUsed"]) < _megabytes(memory["rss"])
    assert set(machine) == {"platform", "nodeVersion", "pid", "loadAvg"}
    assert machine["platform"] == sys.platform
    assert machine["nodeVersion"] == f"Python {platform.python_version()}"
    assert [type(load) for load in machine["loadAvg"]] == [float] * 3


@pytest.fixture(autouse=True)
def _a_clock_that_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "uptime", lambda: "0d 0h 0m 7s")


def test_uptime_is_spelled_out() -> None:
    assert system.format_duration(2 * 86_400 + 4 * 3_600 + 12 * 60 + 30) == "2d 4h 12m 30s"
    assert system.format_duration(59) == "0d 0h 0m 59s"


@pytest.mark.parametrize("path", [HEALTH, SYSTEM_HEALTH])
def test_an_unhealthy_system_reports_what_is_down(
    staff: ApiClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    state = {"database": "ok", "cache": "down", "storage": "down"}
    monkeypatch.setattr(system, "readiness", lambda: state)

    assert_refused(staff.get(path), 503, "The system is unhealthy: cache, storage down")


def test_health_is_not_limited(anonymous: ApiClient, db: None, settings: Any) -> None:
    settings.RATE_LIMIT_FACTOR = 0.000_001

    assert [anonymous.get(HEALTH).status_code for _ in range(3)] == [200, 200, 200]


def test_staff_see_all_customers_newest_first(
    staff: ApiClient, acme: Workspace, other_workspace: Workspace, alice: Person
) -> None:
    with workspace_scope(acme.pk):
        services.change_workspace(workspace=acme, company_name="Acme Ltd", now=acme.created_at)
        services.suspend_workspace(workspace=acme, now=acme.created_at)
    gone = make_workspace(alice, name="Gone")
    with workspace_scope(gone.pk):
        services.delete_workspace(workspace=gone, now=gone.created_at)

    shown = success(staff.get(CUSTOMERS), 200, "Customers retrieved successfully")

    assert shown == {
        "customers": [
            {
                "id": str(other_workspace.uuid),
                "companyName": "Charlie's",
                "status": "active",
                "createdAt": A_MOMENT,
            },
            {
                "id": str(acme.uuid),
                "companyName": "Acme Ltd",
                "status": "suspended",
                "createdAt": A_MOMENT,
            },
        ],
        "pagination": {"page": 1, "limit": 10, "total": 2, "totalPages": 1},
    }


def test_customers_are_paged_at_a_constant_cost(staff: ApiClient, alice: Person) -> None:
    names = [f"Customer {number}" for number in range(12)]
    for name in names:
        make_workspace(alice, name=name)

    with assert_queries(7):  # session, two for permissions; role switch, count, page, switch back
        first = success(staff.get(CUSTOMERS), 200, "Customers retrieved successfully")
    last = staff.get(CUSTOMERS, {"page": "3", "limit": "5"}).json()["data"]

    newest_first = names[::-1]
    assert [each["companyName"] for each in first["customers"]] == newest_first[:10]
    assert first["pagination"] == {"page": 1, "limit": 10, "total": 12, "totalPages": 2}
    assert [each["companyName"] for each in last["customers"]] == newest_first[10:]
    assert last["pagination"] == {"page": 3, "limit": 5, "total": 12, "totalPages": 3}


@pytest.mark.parametrize("name", ["page", "limit"])
@pytest.mark.parametrize("value", ["0", "-1", "x", "1.5", "", "\u0663"])
def test_an_invalid_page_number_is_refused(staff: ApiClient, name: str, value: str) -> None:
    answer = staff.get(CUSTOMERS, {name: value})

    assert faults(answer) == {name: f"The {name} is a whole number from 1."}


def test_a_limit_above_the_maximum_is_the_maximum(staff: ApiClient, acme: Workspace) -> None:
    shown = staff.get(CUSTOMERS, {"limit": "1000", "page": "9" * 30}).json()["data"]

    assert shown["customers"] == []
    assert shown["pagination"] == {"page": 999_999_999, "limit": 100, "total": 1, "totalPages": 1}


def test_system_health_is_for_staff(staff: ApiClient) -> None:
    shown = success(staff.get(SYSTEM_HEALTH), 200, "System health check passed")["health"]

    assert set(shown) == {"status", "database", "timestamp", "uptime", "memory"}
    assert (shown["status"], shown["database"]) == ("healthy", "connected")
    assert shown["timestamp"] == A_MOMENT


@pytest.mark.parametrize("path", [CUSTOMERS, SYSTEM_HEALTH])
def test_others_are_refused(alice: Person, acme: Workspace, path: str) -> None:
    words = "You do not have permission to access this resource"

    assert_refused(alice.api.get(path), 403, words)
    assert_refused(ApiClient().get(path), 401, "Sign in to do this.")
