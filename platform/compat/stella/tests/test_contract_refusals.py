"""The stella contract: every error is one sentence under `msg`, never a page."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.tests.factories import PASSWORD
from core.testing import ApiClient, nothing_changes
from workspaces.tests.factories import Person


@pytest.mark.parametrize(
    "path", ["/workspace/x/y/z", "/user/x", "/register/x", "/auth/x", "/chat/x", "/ping/x"]
)
def test_an_unknown_path_is_reported_in_the_dialect(anonymous: ApiClient, path: str) -> None:
    answer = anonymous.get(path)

    assert (answer.status_code, answer.json()) == (404, {"msg": "Not found."})
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/register"),
        ("PUT", "/auth/login"),
        ("POST", "/user"),
        ("DELETE", "/workspace"),
        ("PATCH", "/workspace/x"),
        ("GET", "/workspace/x/rename"),
        ("POST", "/ping"),
    ],
)
def test_an_unsupported_method_is_reported_in_the_dialect(
    anonymous: ApiClient, method: str, path: str
) -> None:
    answer = anonymous.call(method, path)

    assert answer.status_code == 405
    assert answer.json() == {"msg": f'Method "{method}" not allowed.'}


def test_an_unsupported_content_type_is_reported_without_a_required_body(alice: Person) -> None:
    with nothing_changes():
        answer = alice.api.call(
            "POST", "/workspace", body=b"<name>x</name>", content_type="text/xml"
        )

    assert answer.status_code == 415
    assert answer.json() == {"msg": 'Unsupported media type "text/xml" in request.'}


def test_a_too_large_body_is_reported_in_the_dialect(db: None, anonymous: ApiClient) -> None:
    answer = anonymous.call("POST", "/register", body=b" " * 1_000_001)

    assert answer.status_code == 413
    assert answer.json() == {"msg": "The request body is larger than is accepted."}


def test_an_exceeded_limit_is_reported_in_the_dialect(
    alice: Person, anonymous: ApiClient, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.throttling.WINDOW_SECONDS", 10**10)
    settings.RATE_LIMIT_FACTOR = 1.0
    body = {"email": alice.user.email, "password": PASSWORD}

    statuses = [anonymous.post("/auth/login", body).status_code for _ in range(20)]
    with nothing_changes():
        answer = anonymous.post("/auth/login", body)

    assert (set(statuses), answer.status_code) == ({200}, 429)
    seconds = answer.headers["Retry-After"]
    assert answer.json() == {"msg": f"Too many requests. Please try again in {seconds} s."}


def test_a_crash_is_reported_in_the_dialect(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: Any) -> None:
        raise ZeroDivisionError("the secret is 1234")

    monkeypatch.setattr("compat.stella.views.people.queries.default_workspace_of", crash)

    answer = alice.api.get("/user")

    assert answer.status_code == 500
    assert answer.json() == {"msg": "Something went wrong on our side. It has been logged."}
