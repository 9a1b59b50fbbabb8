"""The voicera contract: probes and the API reference without an envelope; errors always with
one.
"""

from __future__ import annotations

from typing import Any

import pytest

from accounts.tests.factories import PASSWORD
from compat.voicera.tests.answers import error
from compat.voicera.tests.world import BASE
from core.testing import ApiClient, nothing_changes
from workspaces.tests.factories import Person


@pytest.mark.parametrize("path", ["health", "liveness"])
def test_liveness_succeeds(anonymous: ApiClient, path: str) -> None:
    answer = anonymous.get(f"{BASE}/{path}")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_readiness_succeeds(db: None, anonymous: ApiClient) -> None:
    answer = anonymous.get(f"{BASE}/readiness")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "cache": "ok", "storage": "ok"}


def test_readiness_reports_what_is_down(
    db: None, anonymous: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("operations.health._cache", lambda: "down")

    answer = anonymous.get(f"{BASE}/readiness")

    assert answer.status_code == 503
    assert answer.json() == {"status": "down", "database": "ok", "cache": "down", "storage": "ok"}


def test_version_is_shown(anonymous: ApiClient, settings: Any) -> None:
    answer = anonymous.get(f"{BASE}/version")

    expected = {"name": "Frontdesk", "version": settings.VERSION}
    assert (answer.status_code, answer.json()) == (200, expected)


def test_probes_are_public_and_not_limited(anonymous: ApiClient, settings: Any) -> None:
    settings.RATE_LIMIT_FACTOR = 0.000_001

    answers = [
        api.get(f"{BASE}/health") for api in (anonymous, ApiClient("nonsense")) for _ in range(5)
    ]

    assert {each.status_code for each in answers} == {200}


def test_the_document_is_the_sites(anonymous: ApiClient) -> None:
    answer = anonymous.get(f"{BASE}/openapi.json")

    assert answer.status_code == 200
    assert answer.json() == anonymous.get("/openapi.json").json()


@pytest.mark.parametrize("page", ["docs", "redoc"])
def test_the_reference_is_shown_as_at_the_root(anonymous: ApiClient, page: str) -> None:
    here, there = anonymous.get(f"{BASE}/{page}"), anonymous.get(f"/{page}")

    assert (here.status_code, there.status_code) == (200, 200)
    assert b'"/openapi.json"' in here.content
    for header in ("Content-Type", "Content-Security-Policy"):
        assert here.headers[header] == there.headers[header]


@pytest.mark.parametrize("page", ["docs", "redoc", "openapi.json"])
def test_the_reference_reports_errors_in_the_dialect(anonymous: ApiClient, page: str) -> None:
    path = f"{BASE}/{page}"

    assert error(anonymous.post(path)) == (405, "REQUEST_001", None)
    if page != "openapi.json":
        assert error(anonymous.get(path, {"format": "nonsense"})) == (404, "RESOURCE_001", None)


@pytest.mark.parametrize("path", ["/nothing", "/users/x/agents", "/auth", "", "/"])
def test_an_unknown_path_is_reported_in_the_dialect(anonymous: ApiClient, path: str) -> None:
    assert error(anonymous.get(f"{BASE}{path}")) == (404, "RESOURCE_001", None)


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "auth/login"), ("POST", "users"), ("PATCH", "users/x"), ("DELETE", "health")],
)
def test_an_unsupported_method_is_reported_in_the_dialect(
    anonymous: ApiClient, method: str, path: str
) -> None:
    assert error(anonymous.call(method, f"{BASE}/{path}")) == (405, "REQUEST_001", None)


@pytest.mark.parametrize(
    "path", ["auth/me", "auth/logout", "users", "users/x", "admin/users", "admin/users/x/activate"]
)
def test_a_missing_session_is_reported_in_the_dialect(db: None, path: str) -> None:
    method = "POST" if path.endswith(("logout", "activate")) else "GET"
    callers = (ApiClient(), ApiClient("nonsense"), ApiClient(Authorization="Basic x"))

    answers = [api.call(method, f"{BASE}/{path}") for api in callers]

    assert [error(each) for each in answers] == [(401, "AUTH_003", None)] * 3


@pytest.mark.parametrize("body", [b"{", b"[]", b'"text"', b'{"email": "\xff"}', b"email=x"])
def test_malformed_json_is_reported_in_the_dialect(
    db: None, anonymous: ApiClient, body: bytes
) -> None:
    with nothing_changes():
        answer = anonymous.call("POST", f"{BASE}/auth/register", body=body)

    assert error(answer) == (400, "VALIDATION_001", None)


def test_an_unsupported_content_type_is_reported_in_the_dialect(
    db: None, anonymous: ApiClient
) -> None:
    with nothing_changes():
        answer = anonymous.call(
            "POST", f"{BASE}/auth/register", body=b"email=x", content_type="text/plain"
        )

    assert error(answer) == (415, "REQUEST_003", None)


def test_a_too_large_body_is_reported_in_the_dialect(anonymous: ApiClient) -> None:
    answer = anonymous.call("POST", f"{BASE}/auth/register", body=b" " * 1_000_001)

    assert error(answer) == (413, "REQUEST_002", None)


def test_an_exceeded_limit_is_reported_in_the_dialect(
    alice: Person, anonymous: ApiClient, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.throttling.WINDOW_SECONDS", 10**10)
    settings.RATE_LIMIT_FACTOR = 1.0
    body = {"email": alice.user.email, "password": PASSWORD}

    first = anonymous.post(f"{BASE}/auth/login", body)
    statuses = [anonymous.post(f"{BASE}/auth/login", body).status_code for _ in range(19)]
    with nothing_changes():
        answer = anonymous.post(f"{BASE}/auth/login", body)

    assert first.headers["X-RateLimit-Limit"] == "20"
    assert first.headers["X-RateLimit-Remaining"] == "19"
    assert set(statuses) == {200}
    assert error(answer) == (429, "RATE_001", None)
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["X-RateLimit-Remaining"] == "0"
    assert answer.headers["X-RateLimit-Reset"].isdigit()


def test_a_crash_is_told_without_detail(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: Any) -> None:
        raise ZeroDivisionError("the secret is 1234")

    monkeypatch.setattr("compat.voicera.views.users.find_by_uuid", crash)

    answer = alice.api.get(f"{BASE}/users/{alice.user.uuid}")

    assert error(answer) == (500, "SERVER_001", None)
    assert b"1234" not in answer.content
