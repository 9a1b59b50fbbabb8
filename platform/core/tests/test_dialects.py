"""A door's envelope, key case and error format apply to every response."""

from __future__ import annotations

from typing import Any

import pytest

from core.http import middleware
from core.testing import ApiClient
from core.tests.toy_door import PREFIX, TOY
from core.wire import dialect
from core.wire.dialect import Dialect, Verbatim, dialect_for, register_dialect

PEOPLE = f"{PREFIX}/people"


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialect, "_by_prefix", dict(dialect._by_prefix))
    register_dialect(PREFIX, TOY)


@pytest.fixture
def toy(settings: Any) -> ApiClient:
    settings.ROOT_URLCONF = "core.tests.toy_door"
    return ApiClient(**{"X-Request-Id": "request-0001"})


def refusal(status: int, message: str, method: str = "GET", **more: Any) -> dict[str, Any]:
    return {
        "success": False,
        "status": status,
        "message": message,
        "field": None,
        "errors": [],
        "method": method,
        "requestId": "request-0001",
    } | more


def test_the_longest_prefix_decides() -> None:
    inner = Dialect(name="inner", failure=TOY.failure)
    register_dialect(f"{PREFIX}/inner/", inner)

    found = {
        path: getattr(dialect_for(path), "name", None)
        for path in (PREFIX, PEOPLE, f"{PREFIX}/inner", f"{PREFIX}/inner/x/y", f"{PREFIX}/inne")
        + (f"{PREFIX}0/people", "/toy", "/", "", "/api/v1/auth/login")
    }

    assert found == {
        PREFIX: "toy",
        PEOPLE: "toy",
        f"{PREFIX}/inner": "inner",
        f"{PREFIX}/inner/x/y": "inner",
        f"{PREFIX}/inne": "toy",
        f"{PREFIX}0/people": None,
        "/toy": None,
        "/": None,
        "": None,
        "/api/v1/auth/login": "native",
    }


def test_success_is_enveloped_and_keys_converted_both_ways(toy: ApiClient) -> None:
    body = {
        "firstName": "Ann",
        "homeAddress": {"streetName": "High St"},
        "otherHomes": [{"streetName": "A"}, {"streetName": "B"}],
    }

    answer = toy.post(PEOPLE, body)

    assert answer.status_code == 201
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == {
        "success": True,
        "status": 201,
        "path": PEOPLE,
        "data": {"readAs": ["first_name", "home_address", "other_homes"], "thePerson": body},
    }


def test_a_customers_own_keys_are_never_converted(toy: ApiClient) -> None:
    own = {"snake_key": 1, "camelKey": {"deep_key": 2, "deepKey": [{"a_b": 3, "aB": 4}]}}

    answer = toy.post(PEOPLE, {"firstName": "Ann", "ownSettings": own})

    assert answer.json()["data"]["thePerson"]["ownSettings"] == own


def test_keys_that_are_data_are_never_converted(toy: ApiClient) -> None:
    answer = toy.get(PEOPLE)

    assert answer.json()["data"] == {"byName": {"first_person": 1, "secondPerson": 2}}
    assert TOY.encode_keys(Verbatim({"a_b": {"c_d": 1}})) == {"a_b": {"c_d": 1}}


def test_a_response_message_is_repeated_with_the_response(db: None, toy: ApiClient) -> None:
    answers = [toy.post(f"{PREFIX}/told", {}, Idempotency_Key="one") for _ in range(2)]

    told = {"success": True, "status": 201, "path": f"{PREFIX}/told", "message": "Told."}
    assert [each.json() for each in answers] == [told | {"data": {"isTold": True}}] * 2
    assert [each.headers.get("Idempotent-Replayed") for each in answers] == [None, "true"]


def test_a_bare_response_has_no_envelope_and_converted_keys(toy: ApiClient) -> None:
    answer = toy.post(f"{PREFIX}/told", {"bare": True})

    assert (answer.status_code, answer.json()) == (201, {"isTold": True})


def test_an_empty_response_has_no_envelope(toy: ApiClient) -> None:
    answer = toy.delete(f"{PREFIX}/crash")

    assert (answer.status_code, answer.content) == (204, b"")


def test_fields_at_fault_are_named_as_the_caller_spells_them(toy: ApiClient) -> None:
    answer = toy.post(PEOPLE, {"homeAddress": {"streetName": "x" * 21}, "otherHomes": [{}]})

    assert answer.status_code == 400
    assert answer.json() == refusal(
        400,
        "REQUIRED: This field is required.",
        "POST",
        field="firstName",
        errors=[
            {"field": "firstName", "message": "This field is required."},
            {
                "field": "homeAddress.streetName",
                "message": "Ensure this field has no more than 20 characters.",
            },
            {"field": "otherHomes.0.streetName", "message": "This field is required."},
        ],
    )


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b'{"firstName": "A", "first_name": "B"}', "firstName"),
        (b'{"first_name": "A", "FirstName": "B"}', "FirstName"),
        (b'{"firstName": "A", "homeAddress": {"streetName": 1, "street_name": 2}}', "streetName"),
        (b'{"firstName": "A", "otherHomes": [{"streetName": 1, "street_name": 2}]}', "streetName"),
    ],
)
def test_keys_that_the_dialect_folds_together_stand_twice(
    toy: ApiClient, body: bytes, named: str
) -> None:
    answer = toy.call("POST", PEOPLE, body=body)

    twice = "This key stands twice."
    errors = [{"field": named, "message": twice}]
    assert answer.status_code == 400
    assert answer.json() == refusal(400, f"REPEATED: {twice}", "POST", field=named, errors=errors)


def test_keys_of_a_customers_own_object_are_not_folded(toy: ApiClient) -> None:
    body = {"firstName": "A", "ownSettings": {"maxCalls": 1, "max_calls": 2}}

    answer = toy.post(PEOPLE, body)

    assert answer.status_code == 201
    assert answer.json()["data"]["thePerson"]["ownSettings"] == body["ownSettings"]


def test_malformed_json_is_reported_in_the_dialect(toy: ApiClient) -> None:
    answer = toy.call("POST", PEOPLE, body=b'{"firstName": ')

    assert answer.status_code == 400
    assert answer.json() == refusal(
        400,
        "MALFORMED: The body is not well-formed: unexpected end of data at position 14.",
        "POST",
    )


def test_an_unknown_path_is_reported_in_the_dialect(toy: ApiClient) -> None:
    answer = toy.get(f"{PREFIX}/nothing/here")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == refusal(404, "NOT_FOUND: Not found.")


def test_an_unsupported_method_is_reported_in_the_dialect(toy: ApiClient) -> None:
    answer = toy.call("PUT", PEOPLE)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, POST, HEAD, OPTIONS"
    assert answer.json() == refusal(405, 'METHOD_NOT_ALLOWED: Method "PUT" not allowed.', "PUT")


def test_a_missing_session_is_reported_in_the_dialect(toy: ApiClient) -> None:
    answer = toy.get(f"{PREFIX}/private")

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json() == refusal(401, "NOT_AUTHENTICATED: Sign in to do this.")


def test_an_unsupported_content_type_is_reported_in_the_dialect(toy: ApiClient) -> None:
    answer = toy.call("POST", PEOPLE, body=b"firstName=Ann", content_type="text/plain")

    assert answer.status_code == 415
    message = 'UNSUPPORTED_MEDIA_TYPE: Unsupported media type "text/plain" in request.'
    assert answer.json() == refusal(415, message, "POST")


def test_a_too_large_body_is_reported_in_the_dialect(toy: ApiClient) -> None:
    answer = toy.call("POST", PEOPLE, body=b"x" * 1_000_001)

    assert answer.status_code == 413
    message = "TOO_LARGE: The request body is larger than is accepted."
    assert answer.json() == refusal(413, message, "POST")


def test_an_exceeded_limit_is_reported_in_the_dialect(
    toy: ApiClient, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.throttling.WINDOW_SECONDS", 10**10)
    settings.RATE_LIMIT_FACTOR = 1.0

    statuses = [toy.get(PEOPLE).status_code for _ in range(2)]
    answer = toy.get(PEOPLE)

    assert statuses == [200, 200]
    assert answer.status_code == 429
    seconds = answer.headers["Retry-After"]
    message = f"RATE_LIMITED: Too many requests. Please try again in {seconds} s."
    assert answer.json() == refusal(429, message)


def test_a_crash_in_a_view_is_reported_without_detail(toy: ApiClient) -> None:
    answer = toy.get(f"{PREFIX}/crash")

    assert answer.status_code == 500
    message = "INTERNAL_ERROR: Something went wrong on our side. It has been logged."
    assert answer.json() == refusal(500, message)
    assert b"1234" not in answer.content


def test_a_crash_outside_any_view_is_reported_in_the_dialect(
    toy: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: Any) -> None:
        raise ZeroDivisionError("the secret is 1234")

    monkeypatch.setattr(middleware, "problem_response", crash)

    answer = toy.call("POST", PEOPLE, body=b"x" * 1_000_001)

    assert answer.status_code == 500
    message = "INTERNAL_ERROR: Something went wrong on our side. It has been logged."
    assert answer.json() == refusal(500, message, "POST")


def test_pages_are_html(toy: ApiClient) -> None:
    answer = toy.get("/nothing", Accept="text/html,*/*;q=0.8")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_programs_get_json_instead_of_pages(toy: ApiClient) -> None:
    """In the dialect of the contract that is served at the root."""
    for answer in (toy.get("/nothing"), toy.post("/nothing", {}), toy.post("/livez", {})):
        assert answer.status_code == 404
        assert answer.json() == {"msg": "Not found."}


@pytest.mark.parametrize(
    "key", ["name", "first_name", "a_b_c", "created_at", "x_request_id", "email"]
)
def test_a_keys_spelling_survives_the_round_trip(key: str) -> None:
    assert TOY.decode_keys(TOY.encode_keys({key: [{key: 1}]})) == {key: [{key: 1}]}
