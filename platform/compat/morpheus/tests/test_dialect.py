"""The door's dialect: its exact envelope, camel case both ways, its fixed messages."""

from __future__ import annotations

import inspect
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework import serializers as drf

from accounts.tests.factories import token_of
from compat.morpheus import serializers
from compat.morpheus.dialect import MORPHEUS, camel, snake
from compat.morpheus.tests.envelope import BASE, assert_refused, faults
from core.testing import ApiClient
from workspaces.models import Workspace
from workspaces.tests.factories import Person

SHAPES = [
    shape
    for _, shape in inspect.getmembers(serializers, inspect.isclass)
    if issubclass(shape, drf.Serializer) and shape.__module__ == serializers.__name__
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_every_field_survives_the_round_trip_through_camel_case(shape: Any) -> None:
    fields = list(shape().fields)

    assert fields
    assert [snake(camel(name)) for name in fields] == fields
    assert not any("_" in camel(name) for name in fields)


def test_keys_of_settings_are_not_converted() -> None:
    body = {"settings": {"snake_key": {"camelKey": 1}}, "allowedIps": []}

    ours = MORPHEUS.decode_keys(body)

    assert ours == {"settings": {"snake_key": {"camelKey": 1}}, "allowed_ips": []}
    assert MORPHEUS.encode_keys(ours) == body


def test_a_success_has_the_exact_envelope(alice: Person, acme: Workspace) -> None:
    answer = alice.api.call("GET", f"{BASE}/users", query={"page": 7, "limit": 3})

    assert answer.json() == {
        "success": True,
        "status": 200,
        "message": "Users retrieved successfully",
        "data": {
            "users": [],
            "pagination": {"page": 7, "limit": 3, "total": 1, "totalPages": 1},
        },
        "requestInfo": {"url": "/morpheus/api/v1/users", "ip": "127.0.0.1", "method": "GET"},
    }


def test_an_unknown_path_is_reported_in_the_dialect(anonymous: ApiClient) -> None:
    answer = anonymous.get(f"{BASE}/unknown-route")

    assert answer.json() == {
        "success": False,
        "statusCode": 404,
        "message": "Resource not found!!",
        "data": None,
        "requestInfo": {
            "url": "/morpheus/api/v1/unknown-route",
            "method": "GET",
            "ip": "127.0.0.1",
        },
    }


def test_the_path_is_reported_as_sent_on_the_doors_host(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["morpheus.example.com"]
    monkeypatch.setattr("core.http.hosts._doors", {"morpheus.example.com": (BASE, (BASE,))})

    answer = ApiClient(Host="morpheus.example.com").get("/api/v1/unknown-route")

    assert answer.json()["message"] == "Resource not found!!"
    assert answer.json()["requestInfo"]["url"] == "/api/v1/unknown-route"


@pytest.mark.parametrize("path", ["campaigns", "analytics", "agents", "calls/101", ""])
def test_unserved_paths_are_not_found(anonymous: ApiClient, path: str) -> None:
    assert_refused(anonymous.get(f"{BASE}/{path}"), 404, "Resource not found!!")


def test_a_failed_validation_has_the_exact_envelope(anonymous: ApiClient) -> None:
    answer = anonymous.post(f"{BASE}/auth/register/complete", {"token": 7, "password": "x"})

    assert answer.json() == {
        "success": False,
        "statusCode": 400,
        "message": "Validation failed",
        "errors": [
            {"field": "token", "message": "Not a valid string."},
            {"field": "name", "message": "This field is required."},
        ],
        "requestInfo": {
            "url": "/morpheus/api/v1/auth/register/complete",
            "method": "POST",
            "ip": "127.0.0.1",
        },
    }


def test_a_field_at_fault_is_named_in_camel_case(alice: Person) -> None:
    answer = alice.api.post(f"{BASE}/customers/onboard", {"companyName": ""})

    assert faults(answer) == {"companyName": "This field may not be blank."}


@pytest.mark.parametrize("body", [b'{"email": ', b"", b"[]", b'"text"', b'{"email": "\xff"}'])
def test_an_unreadable_body_is_at_fault_as_a_whole(anonymous: ApiClient, body: bytes) -> None:
    answer = anonymous.call("POST", f"{BASE}/auth/login", body=body)

    assert set(faults(answer)) == ({"body"} if body else {"email", "password"})


def test_an_unsupported_method_is_reported_in_the_dialect(alice: Person) -> None:
    answer = alice.api.call("PUT", f"{BASE}/customers/me")

    assert_refused(answer, 405, 'Method "PUT" not allowed.')


def test_an_unsupported_content_type_is_reported_in_the_dialect(anonymous: ApiClient) -> None:
    answer = anonymous.call("POST", f"{BASE}/auth/login", body=b"x", content_type="text/plain")

    assert_refused(answer, 415, 'Unsupported media type "text/plain" in request.')


def test_a_crash_has_the_fixed_message(
    anonymous: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash() -> None:
        raise ZeroDivisionError("the secret is 1234")

    monkeypatch.setattr("compat.morpheus.system.check_health", crash)

    answer = anonymous.get(f"{BASE}/health")

    assert_refused(answer, 500, "Internal server error!!")
    assert b"1234" not in answer.content


def test_a_missing_session_is_reported_in_the_dialect(anonymous: ApiClient, db: None) -> None:
    answer = anonymous.get(f"{BASE}/customers/me")

    assert_refused(answer, 401, "Sign in to do this.")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_an_expired_access_token_has_the_fixed_message(alice: Person, settings: Any) -> None:
    settings.ACCESS_TOKEN_LIFETIME = timedelta(seconds=-60)
    client = ApiClient(token_of(alice.user))

    assert_refused(client.get(f"{BASE}/customers/me"), 401, "Token expired")


def test_an_invalid_token_has_the_fixed_message() -> None:
    answer = ApiClient("nonsense").get(f"{BASE}/customers/me")

    assert_refused(answer, 401, "The token is not valid.")


def test_a_forbidden_role_has_the_fixed_message(bob: Person) -> None:
    answer = bob.api.patch(f"{BASE}/customers/me", {"companyName": "Bob's"})

    assert_refused(answer, 403, "You do not have permission to access this resource")


def test_times_have_milliseconds_and_a_z() -> None:
    value = timezone.datetime(2026, 2, 5, 22, 30, 0, 123456, timezone.get_fixed_timezone(60))

    assert serializers.Moment().to_representation(value) == "2026-02-05T21:30:00.123Z"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("/morpheus/api/v1/a%20b", "/morpheus/api/v1/a%20b"),
        ("/morpheus/api/v1/caf%C3%A9?x=%20", "/morpheus/api/v1/caf%C3%A9"),
        ("/morpheus/api/v1/%E2%82%AC%3F", "/morpheus/api/v1/%E2%82%AC%3F"),
    ],
)
def test_the_url_is_shown_as_it_was_sent(sent: str, shown: str) -> None:
    assert ApiClient().get(sent).json()["requestInfo"]["url"] == shown
