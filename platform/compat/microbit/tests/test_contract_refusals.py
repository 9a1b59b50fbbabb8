"""Every error at this door, from any part of the platform, is `{"error": sentence}`."""

from __future__ import annotations

from typing import Any

import pytest

from compat.microbit.tests.world import BASE
from compat.microbit.views.auth import AuthViewSet
from core.testing import ApiClient, nothing_changes
from workspaces.tests.factories import Person

NOT_SERVED_YET = ["assistants", "callerai/provider-configs"]


@pytest.mark.parametrize("path", ["", "/", "/nothing", "/auth", *(f"/{p}" for p in NOT_SERVED_YET)])
def test_an_unknown_path_is_reported_in_the_dialect(alice: Person, path: str) -> None:
    answer = alice.api.get(f"{BASE}{path}")

    assert (answer.status_code, answer.json()) == (404, {"error": "Not found."})
    assert answer.headers["Content-Type"] == "application/json"


def test_an_unsupported_method_is_reported_in_the_dialect(alice: Person) -> None:
    answer = alice.api.call("PATCH", f"{BASE}/users/me", body={"display_name": "Jane"})

    assert answer.status_code == 405
    assert answer.json() == {"error": 'Method "PATCH" not allowed.'}
    assert answer.headers["Allow"] == "PUT, OPTIONS"


@pytest.mark.parametrize(
    ("token", "error"),
    [(None, "Sign in to do this."), ("nonsense", "The token is not valid.")],
)
def test_a_missing_session_is_reported_in_the_dialect(
    db: None, token: str | None, error: str
) -> None:
    answer = ApiClient(token).get(f"{BASE}/workspaces")

    assert (answer.status_code, answer.json()) == (401, {"error": error})
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"{", "The body is not well-formed: "),
        (b"[]", "The body is not well-formed: a JSON object is expected."),
        (b"", "email: This field is required. password: This field is required."),
        (b'{"email": 7, "password": "x"}', "email: Not a valid string."),
    ],
)
def test_a_malformed_body_is_reported_in_the_dialect(
    db: None, anonymous: ApiClient, body: bytes, error: str
) -> None:
    with nothing_changes():
        answer = anonymous.call("POST", f"{BASE}/auth/login", body=body)

    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}
    assert answer.json()["error"].startswith(error)


def test_an_unsupported_content_type_is_reported_in_the_dialect(
    db: None, anonymous: ApiClient
) -> None:
    answer = anonymous.call(
        "POST", f"{BASE}/auth/login", body=b"email=a", content_type="text/plain"
    )

    assert answer.status_code == 415
    assert answer.json() == {"error": 'Unsupported media type "text/plain" in request.'}


def test_a_too_large_body_is_reported_in_the_dialect(db: None, anonymous: ApiClient) -> None:
    answer = anonymous.call("POST", f"{BASE}/auth/login", body=b"x" * 1_000_001)

    assert answer.status_code == 413
    assert answer.json() == {"error": "The request body is larger than is accepted."}


def test_an_exceeded_limit_is_reported_in_the_dialect(
    db: None, anonymous: ApiClient, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.throttling.WINDOW_SECONDS", 10**10)
    settings.RATE_LIMIT_FACTOR = 0.000_001

    answers = [anonymous.get(f"{BASE}/auth/me") for _ in range(2)]

    assert answers[-1].status_code == 429
    assert answers[-1].json() == {"error": "Rate limit exceeded"}
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_crash_is_reported_in_the_dialect(
    db: None, anonymous: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: Any) -> None:
        raise ZeroDivisionError("the secret is 1234")

    monkeypatch.setattr(AuthViewSet, "login", crash)

    answer = anonymous.post(f"{BASE}/auth/login", {})

    assert answer.status_code == 500
    assert answer.json() == {"error": "Something went wrong on our side. It has been logged."}
